using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorBackprop.Benchmarks;

/// <summary>What one core can do at most: fused multiply-adds of registers with registers, nothing else.</summary>
internal static class Peak
{
    private static float s_kept; // what nobody reads is not computed

    private const int Repeats = 200_000, Chains = 24;

    /// <summary>GFLOP/s, the best of a few rounds, with vectors as wide as the machine has them.</summary>
    public static double Measure()
    {
        var best = 0.0;
        for (var round = 0; round < 12; round++)
        {
            var since = Stopwatch.GetTimestamp();
            var flop = Vector512.IsHardwareAccelerated ? Wide() : Narrow();
            best = Math.Max(best, flop / Stopwatch.GetElapsedTime(since).TotalSeconds / 1e9);
        }
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double Wide()
    {
        var (x, y) = (Vector512.Create(0.999f), Vector512.Create(0.001f));
        Vector512<float> a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (var n = 0; n < 2 * Repeats; n++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y);
            h = Vector512.FusedMultiplyAdd(h, x, y);
            i = Vector512.FusedMultiplyAdd(i, x, y);
            j = Vector512.FusedMultiplyAdd(j, x, y);
            k = Vector512.FusedMultiplyAdd(k, x, y);
            l = Vector512.FusedMultiplyAdd(l, x, y);
        }
        s_kept = Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
        if (float.IsNaN(s_kept)) throw new ArithmeticException();
        return (double)Repeats * Chains * 2 * Vector512<float>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double Narrow()
    {
        var (x, y) = (Vector256.Create(0.999f), Vector256.Create(0.001f));
        Vector256<float> a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (var n = 0; n < 2 * Repeats; n++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, y);
            b = Vector256.FusedMultiplyAdd(b, x, y);
            c = Vector256.FusedMultiplyAdd(c, x, y);
            d = Vector256.FusedMultiplyAdd(d, x, y);
            e = Vector256.FusedMultiplyAdd(e, x, y);
            f = Vector256.FusedMultiplyAdd(f, x, y);
            g = Vector256.FusedMultiplyAdd(g, x, y);
            h = Vector256.FusedMultiplyAdd(h, x, y);
            i = Vector256.FusedMultiplyAdd(i, x, y);
            j = Vector256.FusedMultiplyAdd(j, x, y);
            k = Vector256.FusedMultiplyAdd(k, x, y);
            l = Vector256.FusedMultiplyAdd(l, x, y);
        }
        s_kept = Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
        if (float.IsNaN(s_kept)) throw new ArithmeticException();
        return (double)Repeats * Chains * 2 * Vector256<float>.Count;
    }
}

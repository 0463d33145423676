using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorBackprop.Learning.Kernels;

/// <summary>The plain step of gradient descent, and in the same pass whether what it leads to is finite.</summary>
internal static class Descent
{
    /// <summary>next = rate g + w, rounded once.</summary>
    /// <param name="g">The gradient; a multiple of 8.</param>
    /// <param name="w">The parameters.</param>
    /// <param name="rate">−η.</param>
    /// <param name="next">The next version.</param>
    /// <returns>Whether no parameter of it is infinite or NaN.</returns>
    public static bool Step(ReadOnlySpan<float> g, ReadOnlySpan<float> w, float rate, Span<float> next)
    {
        if (!Vector512.IsHardwareAccelerated) return Step<Vector256<float>, Vectors256>(g, w, rate, next);
        var whole = g.Length / Vectors512.Lanes * Vectors512.Lanes;
        return Step<Vector512<float>, Vectors512>(g[..whole], w, rate, next)
            & Step<Vector256<float>, Vectors256>(g[whole..], w[whole..], rate, next[whole..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Step<TVector, TVectors>(ReadOnlySpan<float> g, ReadOnlySpan<float> w, float rate, Span<float> next)
        where TVector : struct where TVectors : IVectors<TVector>
    {
        _ = w[..g.Length];
        _ = next[..g.Length];
        ref var gradient = ref MemoryMarshal.GetReference(g);
        ref var from = ref MemoryMarshal.GetReference(w);
        ref var to = ref MemoryMarshal.GetReference(next);
        var (by, zero) = (TVectors.Create(rate), TVectors.Create(0));
        var isFinite = zero; // 0 · x is 0 or NaN
        for (var i = 0; i < g.Length; i += TVectors.Lanes)
        {
            var step = TVectors.FusedMultiplyAdd(by, TVectors.Load(ref Unsafe.Add(ref gradient, i)), TVectors.Load(ref Unsafe.Add(ref from, i)));
            TVectors.Store(step, ref Unsafe.Add(ref to, i));
            isFinite = TVectors.FusedMultiplyAdd(step, zero, isFinite);
        }
        return TVectors.IsZero(isFinite);
    }
}

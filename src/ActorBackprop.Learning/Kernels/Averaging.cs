using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorBackprop.Learning.Kernels;

/// <summary>Averages numbers: divides them by the number of samples they are the sum of, and checks in the same pass that all are finite.</summary>
internal static class Quotient
{
    /// <summary>Computes quotients = numbers / divisor, each rounded once.</summary>
    /// <param name="numbers">Their length is a multiple of 8.</param>
    /// <param name="divisor">1 or more.</param>
    /// <param name="quotients">Of the same length; may be the same memory.</param>
    /// <returns>Whether no quotient is infinite or NaN.</returns>
    public static bool Of(ReadOnlySpan<float> numbers, float divisor, Span<float> quotients)
    {
        if (!Vector512.IsHardwareAccelerated) return Of<Vector256<float>, Vectors256>(numbers, divisor, quotients);
        var whole = numbers.Length / Vectors512.Lanes * Vectors512.Lanes;
        return Of<Vector512<float>, Vectors512>(numbers[..whole], divisor, quotients)
            & Of<Vector256<float>, Vectors256>(numbers[whole..], divisor, quotients[whole..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Of<TVector, TVectors>(ReadOnlySpan<float> numbers, float divisor, Span<float> quotients)
        where TVector : struct where TVectors : IVectors<TVector>
    {
        _ = quotients[..numbers.Length];
        ref var from = ref MemoryMarshal.GetReference(numbers);
        ref var to = ref MemoryMarshal.GetReference(quotients);
        var (by, zero) = (TVectors.Create(divisor), TVectors.Create(0));
        var isFinite = zero; // 0 · x is 0 or NaN
        for (var i = 0; i < numbers.Length; i += TVectors.Lanes)
        {
            var quotient = TVectors.Divide(TVectors.Load(ref Unsafe.Add(ref from, i)), by);
            TVectors.Store(quotient, ref Unsafe.Add(ref to, i));
            isFinite = TVectors.FusedMultiplyAdd(quotient, zero, isFinite);
        }
        return TVectors.IsZero(isFinite);
    }
}

/// <summary>Averages a gradient and takes the plain step of gradient descent, and checks in the same pass that the result is finite.</summary>
internal static class Descent
{
    /// <summary>Computes next = rate (sum / samples) + w; the quotient is rounded once, then the sum.</summary>
    /// <param name="sum">The gradient, a sum over samples; its length is a multiple of 8.</param>
    /// <param name="samples">The number of samples.</param>
    /// <param name="w">The parameters.</param>
    /// <param name="rate">−η.</param>
    /// <param name="next">The next version.</param>
    /// <returns>Whether no number of the next version is infinite or NaN.</returns>
    public static bool Step(ReadOnlySpan<float> sum, float samples, ReadOnlySpan<float> w, float rate, Span<float> next)
    {
        if (!Vector512.IsHardwareAccelerated) return Step<Vector256<float>, Vectors256>(sum, samples, w, rate, next);
        var whole = sum.Length / Vectors512.Lanes * Vectors512.Lanes;
        return Step<Vector512<float>, Vectors512>(sum[..whole], samples, w, rate, next)
            & Step<Vector256<float>, Vectors256>(sum[whole..], samples, w[whole..], rate, next[whole..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Step<TVector, TVectors>(ReadOnlySpan<float> sum, float samples, ReadOnlySpan<float> w, float rate, Span<float> next)
        where TVector : struct where TVectors : IVectors<TVector>
    {
        _ = w[..sum.Length];
        _ = next[..sum.Length];
        ref var gradient = ref MemoryMarshal.GetReference(sum);
        ref var from = ref MemoryMarshal.GetReference(w);
        ref var to = ref MemoryMarshal.GetReference(next);
        var (count, by, zero) = (TVectors.Create(samples), TVectors.Create(rate), TVectors.Create(0));
        var isFinite = zero; // 0 · x is 0 or NaN
        for (var i = 0; i < sum.Length; i += TVectors.Lanes)
        {
            var average = TVectors.Divide(TVectors.Load(ref Unsafe.Add(ref gradient, i)), count);
            var step = TVectors.FusedMultiplyAdd(by, average, TVectors.Load(ref Unsafe.Add(ref from, i)));
            TVectors.Store(step, ref Unsafe.Add(ref to, i));
            isFinite = TVectors.FusedMultiplyAdd(step, zero, isFinite);
        }
        return TVectors.IsZero(isFinite);
    }
}

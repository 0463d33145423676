using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorBackprop.Learning.Kernels;

/// <summary>The average: numbers divided by how many samples they are the sum of, and in the same pass whether all are finite.</summary>
internal static class Quotient
{
    /// <summary>quotients = numbers / divisor, each rounded once.</summary>
    /// <param name="numbers">A multiple of 8.</param>
    /// <param name="divisor">1 or more.</param>
    /// <param name="quotients">As many; may be the same memory.</param>
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

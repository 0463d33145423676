using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorBackprop.Learning.Numerics;

/// <summary>
/// exp, sigmoid and tanh of eight floats at a time. Each lane's result depends on that lane alone, and every operation
/// is correctly rounded on every machine: the same bits everywhere. NaN stays NaN.
/// </summary>
public static class VectorMath
{
    /// <summary>Returns eˣ, within 2 units in the last place; x is clamped to −87 … 88, so that no result is subnormal or infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        x = Vector256.ConditionalSelect(Vector256.GreaterThan(x, Of(88f)), Of(88f), x); // not Min: NaN must stay
        x = Vector256.ConditionalSelect(Vector256.LessThan(x, Of(-87f)), Of(-87f), x);
        // x = n ln 2 + r, |r| <= 0.35; adding 1.5 · 2²³ rounds to a whole n, left in the low bits of the sum
        var shifted = Vector256.FusedMultiplyAdd(x, Of(1.44269504f), Of(12582912f));
        var n = shifted - Of(12582912f);
        var r = Vector256.FusedMultiplyAdd(n, Of(-0.693359375f), x);
        r = Vector256.FusedMultiplyAdd(n, Of(2.12194440e-4f), r);
        // the minimax polynomial of Cephes' expf (Moshier 1992)
        var p = Vector256.FusedMultiplyAdd(Of(1.9875691500e-4f), r, Of(1.3981999507e-3f));
        p = Vector256.FusedMultiplyAdd(p, r, Of(8.3334519073e-3f));
        p = Vector256.FusedMultiplyAdd(p, r, Of(4.1665795894e-2f));
        p = Vector256.FusedMultiplyAdd(p, r, Of(1.6666665459e-1f));
        p = Vector256.FusedMultiplyAdd(p, r, Of(5.0000001201e-1f));
        p = Vector256.FusedMultiplyAdd(p, r * r, r) + Vector256<float>.One;
        var powerOfTwo = (Vector256.ShiftLeft(shifted.AsInt32(), 23) + Vector256.Create(127 << 23)).AsSingle();
        return p * powerOfTwo;
    }

    /// <summary>Returns 1 / (1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x) => Vector256<float>.One / (Vector256<float>.One + Exp(-x));

    /// <summary>Returns tanh x: a polynomial near 0, where 1 − 2 / (e²ˣ + 1) would cancel (Cephes' tanhf, Moshier 1992).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x)
    {
        var size = Vector256.Abs(x);
        var far = Vector256<float>.One - Of(2f) / (Exp(size + size) + Vector256<float>.One);
        far = Vector256.CopySign(far, x);
        var square = x * x;
        var p = Vector256.FusedMultiplyAdd(Of(-5.70498872745e-3f), square, Of(2.06390887954e-2f));
        p = Vector256.FusedMultiplyAdd(p, square, Of(-5.37397155531e-2f));
        p = Vector256.FusedMultiplyAdd(p, square, Of(1.33314422036e-1f));
        p = Vector256.FusedMultiplyAdd(p, square, Of(-3.33332819422e-1f));
        var near = Vector256.FusedMultiplyAdd(p * square, x, x);
        return Vector256.ConditionalSelect(Vector256.LessThan(size, Of(0.625f)), near, far);
    }

    private static Vector256<float> Of(float value) => Vector256.Create(value);
}

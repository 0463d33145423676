using System.Runtime.Intrinsics;
using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Learning.Kernels;

/// <summary>Computes the softmax of one sample.</summary>
internal static class Softmax
{
    /// <summary>aⱼ = eᶻʲ / Σₖ eᶻᵏ. The largest z is subtracted first, so that nothing overflows; the sum is scalar, in index order.</summary>
    /// <param name="z">[stride] z on entry, a on return; the padding becomes 0.</param>
    /// <param name="outputs">The neurons of the layer.</param>
    public static void Activate(Span<float> z, int outputs)
    {
        var largest = Largest(z[..outputs]);
        for (var j = 0; j < z.Length; j += Vector256<float>.Count)
            VectorMath.Exp(Vector256.Create<float>(z[j..]) - Vector256.Create(largest)).CopyTo(z[j..]);
        z[outputs..].Clear();
        var sum = 0f;
        foreach (var e in z[..outputs]) sum += e;
        for (var j = 0; j < outputs; j++) z[j] /= sum;
    }

    /// <summary>∂C/∂zⱼ = aⱼ (∂C/∂aⱼ − Σₖ aₖ ∂C/∂aₖ), in place: each output depends on every z. Sums are in index order.</summary>
    /// <param name="a">[outputs] a.</param>
    /// <param name="d">[outputs] ∂C/∂a on entry, ∂C/∂z on return.</param>
    public static void Differentiate(ReadOnlySpan<double> a, Span<double> d)
    {
        var mean = 0.0;
        for (var k = 0; k < a.Length; k++) mean += a[k] * d[k];
        for (var j = 0; j < a.Length; j++) d[j] = a[j] * (d[j] - mean);
    }

    /// <summary>Returns the largest number; NaN if one is NaN.</summary>
    public static float Largest(ReadOnlySpan<float> numbers)
    {
        var largest = numbers[0];
        foreach (var number in numbers) largest = number > largest || float.IsNaN(number) ? number : largest;
        return largest;
    }
}

using System.Runtime.Intrinsics;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Learning.Kernels;

/// <summary>Computes the cost of one sample and the beginning of its backward pass. Sums are scalar, in index order.</summary>
internal static class CostKernels
{
    /// <summary>Returns C of one sample. The cross-entropies use z of the last layer, since a may round to 0 or 1, whose logarithm is lost.</summary>
    /// <param name="cost">The cost.</param>
    /// <param name="z">[outputs] weighted inputs of the last layer.</param>
    /// <param name="a">[outputs] its activations.</param>
    /// <param name="y">[outputs] targets.</param>
    public static double Of(Cost cost, ReadOnlySpan<float> z, ReadOnlySpan<float> a, ReadOnlySpan<float> y) => cost switch
    {
        Cost.Quadratic => Quadratic(a, y),
        Cost.SigmoidCrossEntropy => SigmoidCrossEntropy(z, y),
        Cost.SoftmaxCrossEntropy => SoftmaxCrossEntropy(z, y),
        _ => throw new ArgumentOutOfRangeException(nameof(cost)),
    };

    /// <summary>
    /// Computes ∂C/∂z of the last layer for one sample. For the cross-entropies it is a − y: cost and activation differentiate
    /// together, and the σ′(z) that slows learning cancels. The quadratic cost leaves ∂C/∂a = 2 (a − y), still to be
    /// multiplied by σ′(z).
    /// </summary>
    /// <param name="cost">The cost.</param>
    /// <param name="a">[outputs] activations.</param>
    /// <param name="y">[outputs] targets; for softmax they sum to 1.</param>
    /// <param name="d">[outputs] the result.</param>
    public static void Differentiate(Cost cost, ReadOnlySpan<float> a, ReadOnlySpan<float> y, Span<float> d)
    {
        var factor = cost == Cost.Quadratic ? 2f : 1f;
        for (var j = 0; j < d.Length; j++) d[j] = factor * (a[j] - y[j]);
    }

    private static double Quadratic(ReadOnlySpan<float> a, ReadOnlySpan<float> y)
    {
        var sum = 0.0;
        for (var j = 0; j < a.Length; j++)
        {
            var difference = (double)a[j] - y[j];
            sum += difference * difference;
        }
        return sum;
    }

    // -y ln σ(z) - (1 - y) ln(1 - σ(z)) = max(z, 0) - y z + ln(1 + e^-|z|)
    private static double SigmoidCrossEntropy(ReadOnlySpan<float> z, ReadOnlySpan<float> y)
    {
        var sum = 0.0;
        for (var j = 0; j < z.Length; j++)
            sum += Math.Max(z[j], 0) - (double)y[j] * z[j] + Scalar.Log(1 + Scalar.Exp(-Math.Abs((double)z[j])));
        return sum;
    }

    // -Σ y ln a = Σ y (m + ln Σ e^(z - m) - z), with m the largest z
    private static double SoftmaxCrossEntropy(ReadOnlySpan<float> z, ReadOnlySpan<float> y)
    {
        double largest = Softmax.Largest(z), exponentials = 0, sum = 0;
        foreach (var zj in z) exponentials += Scalar.Exp(zj - largest);
        var logarithm = largest + Scalar.Log(exponentials);
        for (var j = 0; j < z.Length; j++) sum += y[j] * (logarithm - z[j]);
        return sum;
    }
}

/// <summary>Computes the softmax of one sample.</summary>
internal static class Softmax
{
    /// <summary>
    /// Computes aⱼ = eᶻʲ / Σₖ eᶻᵏ in place. The largest z is subtracted first, so that nothing overflows; the sum is scalar, in index order.
    /// </summary>
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

    /// <summary>Computes ∂C/∂zⱼ = aⱼ (∂C/∂aⱼ − Σₖ aₖ ∂C/∂aₖ) in place: each output depends on every z. Sums are in index order.</summary>
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

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

namespace ActorBackprop.Learning.Diagnostics;

/// <summary>Computes confidence intervals of fractions (Wilson 1927), which also hold for few samples and for fractions near 0 and 1.</summary>
public static class WilsonInterval
{
    private const double Z = 1.959963984540054; // the 97.5 % quantile of N(0, 1)

    /// <summary>Returns the 95 % interval of a fraction.</summary>
    /// <param name="correct">The numerator, from 0 to <paramref name="samples"/>.</param>
    /// <param name="samples">The denominator, 1 or more.</param>
    public static (double Low, double High) Of(int correct, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)correct, (uint)samples, nameof(correct));
        var (n, p) = ((double)samples, (double)correct / samples);
        var middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
        var half = Z / (1 + Z * Z / n) * Math.Sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}

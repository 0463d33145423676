using MathNet.Numerics.Distributions;

namespace ActorBackprop.Lab.Statistics;

/// <summary>
/// The median of some values, with a confidence interval for the median of their distribution. Its ends are two of the values, the k-th
/// smallest and the k-th largest. It covers that median with probability 1 − 2 P(Bin(n, ½) &lt; k) for every continuous distribution.
/// </summary>
/// <param name="Values">The values, in their order.</param>
/// <param name="Median">Their median; for an even count, the mean of the middle two.</param>
/// <param name="Low">The lower end of the interval.</param>
/// <param name="High">The upper end of the interval.</param>
/// <param name="Coverage">The probability that the interval covers the true median, from 0 to 1; 0 for a single value.</param>
public sealed record Estimate(IReadOnlyList<double> Values, double Median, double Low, double High, double Coverage)
{
    /// <summary>The minimum coverage of an interval, if there are at least six values.</summary>
    public const double MinCoverage = 0.95;

    /// <summary>The number of values.</summary>
    public int Count => Values.Count;

    /// <summary>Returns the estimate from some values: the narrowest interval with enough coverage, otherwise the range.</summary>
    /// <param name="values">At least one value. Infinity is allowed, as the time of a run that never reached a target.</param>
    public static Estimate Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        ArgumentOutOfRangeException.ThrowIfZero(all.Length, nameof(values));
        double[] sorted = [.. all.Order()];
        var k = 1;
        while (2 * (k + 1) <= sorted.Length && CoverageOf(k + 1, sorted.Length) >= MinCoverage) k++;
        var median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return new Estimate(all, median, sorted[k - 1], sorted[^k], CoverageOf(k, sorted.Length));
    }

    private static double CoverageOf(int k, int count) => Math.Max(0, 1 - 2 * Binomial.CDF(0.5, count, k - 1));
}

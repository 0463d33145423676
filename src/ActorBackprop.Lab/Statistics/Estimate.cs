using MathNet.Numerics.Distributions;

namespace ActorBackprop.Lab.Statistics;

/// <summary>
/// The median of some values, with an interval for the median of what they were drawn from. The interval's ends are two of the
/// values: the k-th smallest and the k-th largest. It covers that median with probability 1 − 2 P(Bin(n, ½) &lt; k), whatever the
/// distribution is, as long as it is continuous.
/// </summary>
/// <param name="Values">The values, in their order.</param>
/// <param name="Median">Their median; of an even number, the mean of the middle two.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
/// <param name="Coverage">The probability that the interval covers the true median, from 0 to 1; 0 for a single value.</param>
public sealed record Estimate(IReadOnlyList<double> Values, double Median, double Low, double High, double Coverage)
{
    /// <summary>The coverage that an interval has at least, where there are enough values: six.</summary>
    public const double Level = 0.95;

    /// <summary>How many values there are.</summary>
    public int Count => Values.Count;

    /// <summary>Returns the estimate from some values: the narrowest interval that covers enough, else the range.</summary>
    /// <param name="values">At least one. Infinite ones are allowed: of times, a run that never came so far.</param>
    public static Estimate Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        ArgumentOutOfRangeException.ThrowIfZero(all.Length, nameof(values));
        double[] sorted = [.. all.Order()];
        var k = 1;
        while (2 * (k + 1) <= sorted.Length && CoverageOf(k + 1, sorted.Length) >= Level) k++;
        var median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return new Estimate(all, median, sorted[k - 1], sorted[^k], CoverageOf(k, sorted.Length));
    }

    private static double CoverageOf(int k, int count) => Math.Max(0, 1 - 2 * Binomial.CDF(0.5, count, k - 1));
}

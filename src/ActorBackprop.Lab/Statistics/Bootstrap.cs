using MathNet.Numerics.Random;
using MathNet.Numerics.Statistics;

namespace ActorBackprop.Lab.Statistics;

/// <summary>
/// Intervals by the percentile bootstrap: the values are drawn anew from themselves, with replacement, often. The same
/// values give the same interval.
/// </summary>
public static class Bootstrap
{
    /// <summary>How often.</summary>
    public const int Resamples = 10_000;

    private const int Seed = 1;
    private const double Tail = 0.025;

    /// <summary>The 95 % interval of the median. One value is its own interval; five or more make one that means something.</summary>
    /// <param name="values">At least one, all of them finite.</param>
    public static (double Low, double High) MedianInterval(IReadOnlyList<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count, nameof(values));
        var random = new MersenneTwister(Seed, threadSafe: false);
        var (drawn, medians) = (new double[values.Count], new double[Resamples]);
        for (var i = 0; i < Resamples; i++)
        {
            for (var j = 0; j < drawn.Length; j++) drawn[j] = values[random.Next(values.Count)];
            Array.Sort(drawn);
            medians[i] = SortedArrayStatistics.Median(drawn);
        }
        Array.Sort(medians);
        return (SortedArrayStatistics.QuantileCustom(medians, Tail, QuantileDefinition.R1),
            SortedArrayStatistics.QuantileCustom(medians, 1 - Tail, QuantileDefinition.R1));
    }
}

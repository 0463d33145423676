using MathNet.Numerics.Statistics;

namespace ActorBackprop.Lab.Statistics;

/// <summary>Some values, as their median and a 95 % interval of it.</summary>
/// <param name="Values">The values, in their order.</param>
/// <param name="Median">Their median.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
public sealed record Estimate(IReadOnlyList<double> Values, double Median, double Low, double High)
{
    /// <summary>How many there are.</summary>
    public int Count => Values.Count;

    /// <summary>Of values: at least one, all of them finite.</summary>
    public static Estimate Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        var (low, high) = Bootstrap.MedianInterval(all);
        return new Estimate(all, all.Median(), low, high);
    }
}

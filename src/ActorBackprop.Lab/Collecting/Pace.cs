using ActorBackprop.Runs.Output;
using MathNet.Numerics.Statistics;

namespace ActorBackprop.Lab.Collecting;

/// <summary>How fast the epochs of a run went.</summary>
internal static class Pace
{
    /// <summary>Samples a second of a run's epochs, see <see cref="RunSummary.SamplesPerSecond"/>; null where none was timed.</summary>
    public static double? Of(IReadOnlyList<EpochMetrics> epochs)
    {
        var timed = epochs.Where(epoch => epoch.SamplesPerSecond > 0).ToList();
        var warm = timed.Where(epoch => epoch != timed[0]).Select(epoch => epoch.SamplesPerSecond).ToList();
        return timed.Count == 0 ? null : warm.Count == 0 ? timed[0].SamplesPerSecond : warm.Median();
    }

    /// <summary>Seconds up to the end of each epoch.</summary>
    /// <param name="epochs">The epochs.</param>
    /// <param name="samples">Samples of each.</param>
    public static IEnumerable<double> SecondsAt(IReadOnlyList<EpochMetrics> epochs, long samples)
    {
        var (sum, usual) = (0.0, Of(epochs));
        foreach (var epoch in epochs)
        {
            var rate = epoch.SamplesPerSecond > 0 ? epoch.SamplesPerSecond : usual;
            yield return sum += rate > 0 ? samples / rate.Value : 0;
        }
    }
}

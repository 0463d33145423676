using System.Runtime.InteropServices;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Runs.Calibration;

/// <summary>
/// Measures a machine for simulations of it, a training at a time and its pieces apart: how long workers take for their
/// parts when all of them compute, and how long a step takes around that when nothing is computed.
/// </summary>
public static class Calibration
{
    /// <summary>Times of parts that a profile keeps: the means of so many equal shares of those measured, from the fastest on.</summary>
    public const int Shares = 64;

    /// <summary>Measures one training.</summary>
    /// <param name="plan">What is trained.</param>
    /// <param name="data">The samples it is trained on.</param>
    /// <param name="workers">Workers that compute at the same time.</param>
    /// <param name="time">About how long to measure each piece.</param>
    /// <param name="clock">Tells the time.</param>
    public static ProfileEntry Measure(TrainingPlan plan, Dataset data, int workers, TimeSpan time, TimeProvider clock)
    {
        var samples = PartTimes.Measure(plan, data, workers, time, clock);
        Array.Sort(samples);
        var mean = samples.Average();
        return new ProfileEntry
        {
            Layers = plan.Network.Widths,
            Minibatch = plan.Minibatch,
            Microbatch = plan.Microbatch,
            Workers = workers,
            SecondsPerSample = mean,
            PartTimes = [.. MeansOfShares(samples, Shares).Select(time => time / mean)],
            SecondsPerStep = StepTime.Measure(plan, workers, time, clock),
        };
    }

    /// <summary>
    /// The means of equal shares of numbers. Their own mean is that of all numbers, so that a few that are far off, as on a
    /// busy machine, do not get lost between them.
    /// </summary>
    /// <param name="sorted">The numbers, ascending, one or more.</param>
    /// <param name="shares">How many shares; a number at the border of two counts in both, by how far it reaches into each.</param>
    internal static IEnumerable<double> MeansOfShares(IReadOnlyList<double> sorted, int shares)
    {
        var width = (double)sorted.Count / shares;
        for (var share = 0; share < shares; share++)
        {
            var (from, to) = (share * width, (share + 1) * width);
            var sum = 0.0;
            for (var i = (int)from; i < Math.Min(Math.Ceiling(to), sorted.Count); i++)
                sum += sorted[i] * (Math.Min(to, i + 1) - Math.Max(from, i));
            yield return sum / width;
        }
    }

    /// <summary>A profile with one more measurement, in place of an older one of the same training.</summary>
    /// <param name="profile">The profile; null for a new one.</param>
    /// <param name="entry">The measurement.</param>
    public static Profile With(Profile? profile, ProfileEntry entry) => new()
    {
        Machine = Machine,
        Cores = Environment.ProcessorCount,
        Networks =
        [
            .. (profile?.Networks ?? []).Where(old => !old.Layers.SequenceEqual(entry.Layers)
                || (old.Minibatch, old.Microbatch, old.Workers) != (entry.Minibatch, entry.Microbatch, entry.Workers)),
            entry,
        ],
    };

    /// <summary>What the machine is called in a profile.</summary>
    public static string Machine =>
        $"{Environment.MachineName}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, "
        + RuntimeInformation.FrameworkDescription;
}

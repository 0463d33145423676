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
    /// <summary>Times of parts that a profile keeps: evenly spaced quantiles of those measured.</summary>
    public const int Quantiles = 64;

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
            PartTimes = [.. Enumerable.Range(0, Quantiles).Select(q => samples[(int)((q + 0.5) * samples.Length / Quantiles)] / mean)],
            SecondsPerStep = StepTime.Measure(plan, workers, time, clock),
        };
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

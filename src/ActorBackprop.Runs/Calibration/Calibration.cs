using System.Runtime.InteropServices;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Runs.Calibration;

/// <summary>
/// Measures a machine for simulations of it, a training at a time: how long the parts and the steps of a real one take once
/// all code is compiled, and how much longer while the evaluator takes its share of the cores.
/// </summary>
public static class Calibration
{
    /// <summary>Times of parts that a profile keeps: the means of so many equal shares of those measured, from the fastest on.</summary>
    public const int Shares = 64;

    /// <summary>Writes a profile, in place of one that is there.</summary>
    /// <exception cref="RunIoException">The system refuses; the old file, if any, is untouched.</exception>
    public static void Write(string path, Profile profile) => AtomicFile.Write(path, Level.ToJson(profile));

    /// <summary>Measures one training.</summary>
    /// <param name="plan">What is trained.</param>
    /// <param name="data">The samples it is trained on.</param>
    /// <param name="test">The images it is measured on.</param>
    /// <param name="workers">Workers that compute at the same time.</param>
    /// <param name="time">About how long to get started, to measure the training, and to measure it beside the evaluator.</param>
    /// <param name="clock">Tells the time.</param>
    /// <exception cref="RunException">The training ended by itself: it diverged.</exception>
    public static ProfileEntry Measure(TrainingPlan plan, Dataset data, Dataset test, int workers, TimeSpan time, TimeProvider clock)
    {
        var training = TimedTraining.Run(plan, data, test, workers, time, clock);
        var (alone, beside) = (training.Undisturbed, training.Disturbed);
        var times = alone.PartTimes;
        Array.Sort(times);
        var mean = times.Average();
        var parts = new ProfileEntry
        {
            Layers = plan.Network.Widths,
            Activation = [.. plan.Network.Layers.Select(layer => layer.Activation)],
            Cost = plan.Network.Cost,
            Minibatch = plan.Minibatch,
            Microbatch = plan.Microbatch,
            Optimizer = plan.Optimizer.Kind,
            Momentum = plan.Optimizer.Momentum,
            Nesterov = plan.Optimizer.Nesterov,
            WeightDecay = plan.Optimizer.WeightDecay,
            Images = plan.Images,
            TestImages = test.Count,
            Workers = workers,
            SecondsPerSample = mean,
            PartTimes = [.. MeansOfShares(times, Shares).Select(time => time / mean)],
            SecondsPerStep = 0,
            SecondsPerEvaluation = training.SecondsPerEvaluation,
            EvaluationFactor = Math.Max(1, beside.SecondsPerSample / alone.SecondsPerSample),
        };
        // What a step takes beyond the wait for its slowest part, so that all of it takes what was measured.
        return parts with { SecondsPerStep = Math.Max(0, plan.Minibatch * (alone.SecondsPerSample - 1 / parts.SamplesPerSecond)) };
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
            .. (profile?.Networks ?? []).Where(old => !old.HasSameTraining(entry)),
            entry,
        ],
    };

    /// <summary>What the machine is called in a profile.</summary>
    public static string Machine =>
        $"{Environment.MachineName}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, "
        + RuntimeInformation.FrameworkDescription;
}

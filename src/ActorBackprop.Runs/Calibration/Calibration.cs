using System.Runtime.InteropServices;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Runs.Calibration;

/// <summary>
/// Measures a machine for simulations of it: how long the parts and steps of a real training take once all code is compiled, and how much
/// longer they take while the evaluator uses the same cores.
/// </summary>
public static class Calibration
{
    /// <summary>The number of part times in a profile: the means of equal shares of the measured times, in ascending order.</summary>
    public const int Shares = 64;

    /// <summary>Writes or replaces a profile.</summary>
    /// <exception cref="RunIoException">The file cannot be written; an old file is unchanged.</exception>
    public static void Write(string path, Profile profile) => AtomicFile.Write(path, Level.ToJson(profile));

    /// <summary>Measures one training.</summary>
    /// <param name="plan">The training.</param>
    /// <param name="data">The training samples.</param>
    /// <param name="test">The test images.</param>
    /// <param name="workers">The number of workers computing at the same time.</param>
    /// <param name="time">The approximate length of each of three phases: warm-up, training, training during evaluations.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="RunException">The training diverged.</exception>
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
        // The time of a step beyond its slowest part, so that simulated steps take as long as measured.
        return parts with { SecondsPerStep = Math.Max(0, plan.Minibatch * (alone.SecondsPerSample - 1 / parts.SamplesPerSecond)) };
    }

    /// <summary>
    /// Returns the means of equal shares of numbers. Their mean is the mean of all numbers, so that outliers, as on a busy machine, still count.
    /// </summary>
    /// <param name="sorted">One or more numbers, ascending.</param>
    /// <param name="shares">The number of shares; a number at the border of two shares counts in both, in proportion.</param>
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

    /// <summary>Returns a profile with a measurement added, which replaces an older one of the same training.</summary>
    /// <param name="profile">The profile; null for a new one.</param>
    /// <param name="entry">The measurement.</param>
    public static Profile With(Profile? profile, ProfileEntry entry) => new()
    {
        Machine = Machine,
        Cores = Environment.ProcessorCount,
        Networks = [.. (profile?.Networks ?? []).Where(old => !old.HasSameTraining(entry)), entry],
    };

    /// <summary>The description of this machine in a profile.</summary>
    public static string Machine =>
        $"{Environment.MachineName}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, "
        + RuntimeInformation.FrameworkDescription;
}

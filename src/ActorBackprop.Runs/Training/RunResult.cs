using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training.Processes;

namespace ActorBackprop.Runs.Training;

/// <summary>How a run ended.</summary>
/// <param name="Start">How it began.</param>
/// <param name="End">How it ended.</param>
/// <param name="Why">A sentence, where it did not complete.</param>
/// <param name="Steps">Steps completed.</param>
/// <param name="WeightsSha256">Fingerprint of the last parameters; null where nothing was computed.</param>
/// <param name="TestAccuracy">Fraction of the test images right after the last epoch; null before the first.</param>
/// <param name="BestTestAccuracy">The best of all epochs.</param>
/// <param name="Statistics">Of this process; what was done before a resume is not in it.</param>
public sealed record RunResult(RunStart Start, TrainingEnd End, string Why, long Steps, string? WeightsSha256,
    double? TestAccuracy, double? BestTestAccuracy, TrainingStatistics Statistics)
{
    /// <summary>The last parameters: weights and biases in the layout of the plan's network.</summary>
    public ReadOnlyMemory<float> Parameters { get; init; }

    /// <summary>Whole epochs completed.</summary>
    public int Epochs => Statistics.EpochsDone ?? (int)(Steps / Start.Plan.StepsPerEpoch);

    /// <summary>Whether its patience ended it before its last step.</summary>
    public bool StoppedEarly => End == TrainingEnd.Completed && Epochs < Start.Plan.Epochs;

    /// <summary>
    /// Bytes of the parameters that went to the workers, without their frames: one copy for each part, or in several processes one
    /// for each process and version. Null without actors.
    /// </summary>
    public long? BytesDownwards { get; init; }

    /// <summary>The first epoch with the best result on the validation images; null where they were not measured.</summary>
    public EpochMetrics? BestOnValidation { get; init; }

    /// <summary>What the simulation came to; null for a run in real time.</summary>
    public SimulationResult? Simulation { get; init; }

    /// <summary>What several processes came to; null for a run in one.</summary>
    public ClusterResult? Cluster { get; init; }

    /// <summary>Samples trained on per second, from the first part dealt to the last step; start-up and evaluation are not in it.</summary>
    public double SamplesPerSecond =>
        Statistics.Elapsed > TimeSpan.Zero ? Statistics.Samples / Statistics.Elapsed.TotalSeconds : 0;

    /// <summary>What a run that was stopped ends with: who stopped it knows. Default: <see cref="ExitCode.Interrupted"/>.</summary>
    public ExitCode WhenStopped { get; init; } = ExitCode.Interrupted;

    /// <summary>What the program ends with.</summary>
    public ExitCode ExitCode => End switch
    {
        TrainingEnd.Completed => ExitCode.Ok,
        TrainingEnd.Stopped => WhenStopped,
        TrainingEnd.Diverged => ExitCode.Diverged,
        TrainingEnd.WorkersLost => ExitCode.WorkersLost,
        TrainingEnd.StoreFailed => ExitCode.Io,
        TrainingEnd.OutOfMemory => ExitCode.Memory,
        _ => ExitCode.Unexpected,
    };
}

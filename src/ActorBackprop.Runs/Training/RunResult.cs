using ActorBackprop.Actors.Messages;
using ActorBackprop.Configuration;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training.Processes;

namespace ActorBackprop.Runs.Training;

/// <summary>The result of a run.</summary>
/// <param name="Start">The run as it began.</param>
/// <param name="End">How it ended.</param>
/// <param name="Why">Why it did not complete, as a sentence; empty if it did.</param>
/// <param name="Steps">The steps completed.</param>
/// <param name="WeightsSha256">The hash of the last parameters; null without gradients.</param>
/// <param name="TestAccuracy">The test accuracy after the last epoch; null before the first.</param>
/// <param name="BestTestAccuracy">The best test accuracy of all epochs.</param>
/// <param name="Statistics">The statistics since the last start or resume.</param>
public sealed record RunResult(RunStart Start, TrainingEnd End, string Why, long Steps, string? WeightsSha256,
    double? TestAccuracy, double? BestTestAccuracy, TrainingStatistics Statistics)
{
    /// <summary>The last parameters, in the layout of the plan's network.</summary>
    public ReadOnlyMemory<float> Parameters { get; init; }

    /// <summary>The number of whole epochs completed.</summary>
    public int Epochs => Statistics.EpochsDone ?? (int)(Steps / Start.Plan.StepsPerEpoch);

    /// <summary>Whether patience ended the run before its last step.</summary>
    public bool StoppedEarly => End == TrainingEnd.Completed && Epochs < Start.Plan.Epochs;

    /// <summary>
    /// The bytes of parameters sent to workers, without frames: one copy per part, or with several processes one per process and version. Null
    /// without actors.
    /// </summary>
    public long? BytesDownwards { get; init; }

    /// <summary>The first epoch with the best validation result; null if not measured.</summary>
    public EpochMetrics? BestOnValidation { get; init; }

    /// <summary>The result of the simulation; null for a run in real time.</summary>
    public SimulationResult? Simulation { get; init; }

    /// <summary>The result of the worker processes; null for a run in one process.</summary>
    public ClusterResult? Cluster { get; init; }

    /// <summary>The samples trained on per second, from the first assigned part to the last step, without start-up and evaluation.</summary>
    public double SamplesPerSecond =>
        Statistics.Elapsed > TimeSpan.Zero ? Statistics.Samples / Statistics.Elapsed.TotalSeconds : 0;

    /// <summary>The exit code of a stopped run. Default: <see cref="ExitCode.Interrupted"/>.</summary>
    public ExitCode WhenStopped { get; init; } = ExitCode.Interrupted;

    /// <summary>The exit code.</summary>
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

/// <summary>A run before its first step.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Plan">The plan.</param>
/// <param name="TestImages">The number of test images.</param>
/// <param name="Directory">The directory of its files.</param>
/// <param name="ResumedFromStep">The steps completed before; 0 for a new run.</param>
/// <param name="Sequential">Whether it runs without actors.</param>
/// <param name="Simulation">The simulation; null for real time.</param>
/// <param name="Cluster">The worker processes; null for one process.</param>
public sealed record RunStart(
    TrainingSettings Settings, TrainingPlan Plan, int TestImages, string Directory, long ResumedFromStep, bool Sequential,
    SimulationRequest? Simulation = null, ClusterRequest? Cluster = null)
{
    /// <summary>The images; null if they have not been read.</summary>
    public DataSets? Data { get; init; }

    /// <summary>Whether each step takes a whole minibatch or round, so that workers change the speed, never the answer.</summary>
    public bool IsSynchronous => Settings.IsSynchronous;

    /// <summary>Whether only the protocol runs, without gradients.</summary>
    public bool LearnsNothing => Simulation is { NoGradient: true };
}

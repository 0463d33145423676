using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Learning;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Studio.Sessions;

/// <summary>The facts of a run that do not change.</summary>
internal static class RunSection
{
    /// <summary>Returns the section.</summary>
    /// <param name="start">The start of the run.</param>
    /// <param name="directory">Its directory.</param>
    /// <param name="title">The title where it is not a level. Default: a training in real time.</param>
    public static object Of(RunStart start, string directory, string title = "Training in real time") => new
    {
        kind = start.Simulation is null ? "real" : "simulated",
        title = start.Simulation?.World.Title is { Length: > 0 } level ? level : title,
        network = $"{start.Plan.Network}",
        activations = start.Plan.Network.Layers.Select(layer => Names.Of(layer.Activation)).ToArray(),
        cost = Names.Of(start.Plan.Network.Cost),
        seed = start.Plan.Seed,
        workers = start.Settings.Workers,
        minibatch = start.Plan.Minibatch,
        steps = start.Plan.Steps,
        stepsPerEpoch = start.Plan.StepsPerEpoch,
        epochs = start.Plan.Epochs,
        learnsNothing = start.LearnsNothing,
        directory,
        mode = start.Settings.ModeName,
        isSynchronous = start.IsSynchronous,
        gradientsPerStep = start.Settings.GradientsPerStep,
        stalenessBound = start.Settings.StalenessBound,
        goal = start.Simulation?.World.Goal,
        command = $"actorbackprop replay {directory}",
    };
}

/// <summary>An epoch for the page: its line of metrics.jsonl, with times.</summary>
internal static class EpochSection
{
    /// <summary>Returns the epoch.</summary>
    /// <param name="metrics">The line of metrics.jsonl.</param>
    /// <param name="world">Seconds of virtual time or of training time.</param>
    /// <param name="wall">Seconds of wall-clock time.</param>
    /// <param name="bytes">Bytes that had arrived by then; null where none are sent. Default: null.</param>
    public static object Of(EpochMetrics metrics, double world, double wall, long? bytes = null) => new
    {
        epoch = metrics.Epoch,
        step = metrics.Step,
        world,
        wall,
        bytes,
        cost = metrics.Cost,
        trainingAccuracy = metrics.TrainingAccuracy,
        testAccuracy = metrics.TestAccuracy,
        testCorrect = metrics.TestCorrect,
        testCount = metrics.TestCount,
    };
}

/// <summary>A worker as the page shows it.</summary>
/// <param name="State">c computing, w waiting, p paused, x cut off, g gone.</param>
/// <param name="Progress">The completed share of its part.</param>
/// <param name="Samples">The number of its samples.</param>
/// <param name="Starts">The number of its starts.</param>
/// <param name="Factor">Its slowdown.</param>
/// <param name="Step">The step of its part; −1 for none.</param>
internal readonly record struct WorkerRow(char State, double Progress, long Samples, int Starts, double Factor, long Step)
{
    /// <summary>Returns a letter per worker for its state, and a digit for its progress.</summary>
    public static object States(IReadOnlyList<WorkerRow> workers) => new
    {
        states = string.Concat(workers.Select(worker => worker.State)),
        progress = string.Concat(workers.Select(worker => (char)('0' + (int)(worker.Progress * 9.99)))),
    };

    /// <summary>Returns slowly changing values, a list each.</summary>
    public static object Table(IReadOnlyList<WorkerRow> workers) => new
    {
        samples = workers.Select(worker => worker.Samples).ToArray(),
        starts = workers.Select(worker => worker.Starts).ToArray(),
        factors = workers.Select(worker => worker.Factor).ToArray(),
        steps = workers.Select(worker => worker.Step).ToArray(),
    };
}

/// <summary>The levels that ship with the program, for the page.</summary>
internal static class LevelSection
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    /// <summary>Name, title, description and goal of each level, and whether the page may start it.</summary>
    public static object[] All => [.. Level.Names.Select(name => (Name: name, Level: Level.Find(name))).Select(one => new
    {
        one.Name,
        one.Level.Title,
        one.Level.About,
        one.Level.Goal,
        begins = ResolvedConfiguration.Resolve(null, NoEnvironment, [], one.Level).Settings.Workers <= NextGame.MaxWorkers,
    })];
}

using ActorBackprop.Learning;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Studio.Stages;

/// <summary>What stays the same in a run.</summary>
internal static class RunSection
{
    /// <param name="start">How it began.</param>
    /// <param name="directory">Its directory.</param>
    /// <param name="title">What it is called where it is not a level. Default: a training in real time.</param>
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

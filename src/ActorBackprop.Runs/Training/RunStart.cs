using ActorBackprop.Configuration;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Training.Processes;

namespace ActorBackprop.Runs.Training;

/// <summary>What is known of a run before its first step.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Plan">The plan they make of the data.</param>
/// <param name="TestImages">Images it is measured on.</param>
/// <param name="Directory">Where it leaves its files.</param>
/// <param name="ResumedFromStep">Steps completed before; 0 for a new run.</param>
/// <param name="Sequential">Without actors.</param>
/// <param name="Simulation">In virtual time; null for real.</param>
/// <param name="Cluster">In several processes; null for one.</param>
public sealed record RunStart(
    TrainingSettings Settings, TrainingPlan Plan, int TestImages, string Directory, long ResumedFromStep, bool Sequential,
    SimulationRequest? Simulation = null, ClusterRequest? Cluster = null)
{
    /// <summary>The images it trains on and those it is measured on. Null where nobody has read them.</summary>
    public DataSets? Data { get; init; }

    /// <summary>Whether each step is of a whole minibatch, or round: then workers change the speed and never the answer.</summary>
    public bool IsSynchronous => Settings.IsSynchronous;

    /// <summary>Whether the protocol runs alone, without gradients.</summary>
    public bool LearnsNothing => Simulation is { NoGradient: true };
}

using ActorBackprop.Learning.Training;

namespace ActorBackprop.Cluster.Wire;

/// <summary>What both ends of a link agreed on before it began, and what is therefore never sent.</summary>
/// <param name="Run">Which training.</param>
/// <param name="Plan">What is trained: every length and number in a frame is checked against it.</param>
public sealed record WireContract(string Run, TrainingPlan Plan)
{
    /// <summary>Floats of a version and of a gradient, in memory order.</summary>
    public int Floats => Plan.Network.ParameterLength;
}

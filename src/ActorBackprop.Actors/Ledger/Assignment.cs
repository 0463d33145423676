using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;

namespace ActorBackprop.Actors.Ledger;

/// <summary>A part that a worker was given.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Part">The part.</param>
/// <param name="Version">The version of the parameters to compute it on.</param>
internal readonly record struct Assignment(WorkerId Worker, MinibatchPart Part, long Version)
{
    /// <summary>Whether its gradient will be dropped.</summary>
    public bool IsDropped { get; init; }

    /// <summary>Whether a gradient is the answer to it.</summary>
    public bool IsAnsweredBy(GradientComputed gradient) =>
        gradient.Step == Part.Minibatch.Step && gradient.Part == Part.Part && gradient.Version == Version;
}

using ActorBackprop.Actors.Messages;

namespace ActorBackprop.Actors.Modes;

/// <summary>A part that a worker was dealt.</summary>
/// <param name="Worker">Who.</param>
/// <param name="Part">What.</param>
/// <param name="Version">The version of the parameters to compute it on.</param>
/// <param name="Parameters">They themselves.</param>
internal sealed record RelaxedDeal(WorkerId Worker, MinibatchPart Part, long Version, ReadOnlyMemory<float> Parameters)
{
    /// <summary>Whether a gradient is the answer to it.</summary>
    public bool IsAnsweredBy(GradientComputed gradient) =>
        gradient.Step == Part.Minibatch.Step && gradient.Part == Part.Part && gradient.Version == Version;
}

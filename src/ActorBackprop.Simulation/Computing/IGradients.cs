using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Simulation.Computing;

/// <summary>Where a simulated worker's gradients come from: real ones, or none where only the protocol is of interest.</summary>
internal interface IGradients
{
    /// <summary>A gradient will be needed.</summary>
    IPendingGradient Begin(ComputeGradient work);
}

/// <summary>A gradient that will be needed.</summary>
internal interface IPendingGradient
{
    /// <summary>It is needed now.</summary>
    IReadOnlyList<NodeSum> Finish();

    /// <summary>It is not needed any more.</summary>
    void Abandon();
}

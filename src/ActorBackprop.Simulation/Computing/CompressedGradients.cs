using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Simulation.Computing;

/// <summary>
/// Gradients that are compressed when they are needed: in the order of virtual time, whoever computes them beforehand and when.
/// </summary>
internal sealed class CompressedGradients(IGradients inner, GradientCompression compression) : IGradients
{
    public IPendingGradient Begin(ComputeGradient work) => new Pending(work, inner.Begin(work), compression);

    private sealed class Pending(ComputeGradient work, IPendingGradient inner, GradientCompression compression) : IPendingGradient
    {
        public IReadOnlyList<NodeSum> Finish() =>
            compression.Compress(work.Minibatch, work.Part, work.Version, inner.Finish());

        public void Abandon() => inner.Abandon();
    }
}

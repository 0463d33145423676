using ActorBackprop.Actors;
using ActorBackprop.Actors.Messages;
using Akka.Actor;

namespace ActorBackprop.Cluster.Wire.SharedMemory;

/// <summary>Has a part computed into the memory that was lent for it.</summary>
/// <param name="inner">Computes at once, before it returns, with <paramref name="buffers"/>.</param>
/// <param name="buffers">Its buffers, and nobody else's.</param>
public sealed class LentComputation(IGradientComputation inner, LentBuffers buffers) : IGradientComputation
{
    /// <inheritdoc/>
    public void Start(ComputeGradient work, IActorRef replyTo)
    {
        buffers.Begin(work is ComputeInto into ? into.Lent : []);
        inner.Start(work, replyTo);
    }
}

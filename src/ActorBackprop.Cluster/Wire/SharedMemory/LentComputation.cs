using ActorBackprop.Actors.InProcess;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;
using Akka.Actor;

namespace ActorBackprop.Cluster.Wire.SharedMemory;

/// <summary>Computes a part into the memory that the leader lent for it.</summary>
/// <param name="gradient">Computes, with <paramref name="buffers"/>.</param>
/// <param name="compression">Compresses the sums; null where they are sent as they are.</param>
/// <param name="buffers">The buffers of this worker alone.</param>
/// <param name="abandoned">Called on the computing thread when a cancelled part is no longer being computed.</param>
internal sealed class LentComputation(
    IPartGradient gradient, GradientCompression? compression, LentBuffers buffers, Action<ComputeGradient> abandoned)
    : InlineComputation(gradient, compression)
{
    /// <inheritdoc/>
    public override bool Compute(ComputeGradient work, IActorRef replyTo, CancellationToken cancel)
    {
        buffers.Begin(work is ComputeInto into ? into.Lent : []);
        var isAnswered = base.Compute(work, replyTo, cancel);
        if (!isAnswered) abandoned(work);
        return isAnswered;
    }
}

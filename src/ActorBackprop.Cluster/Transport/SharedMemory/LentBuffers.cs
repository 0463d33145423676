using ActorBackprop.Actors.InProcess;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using Akka.Actor;

namespace ActorBackprop.Cluster.Transport.SharedMemory;

/// <summary>The buffers of one worker's computation: first the slots that the leader lent for the part, then ordinary memory.</summary>
/// <param name="ordinary">The buffers of ordinary memory.</param>
internal sealed class LentBuffers(IGradientBuffers ordinary) : IGradientBuffers
{
    private readonly Stack<Memory<float>> _left = [];
    private IReadOnlyList<Memory<float>> _lent = [];

    /// <summary>Begins a part. The slots that were lent for the previous part can no longer be taken.</summary>
    /// <param name="lent">The slots that are lent for the part.</param>
    public void Begin(IReadOnlyList<Memory<float>> lent)
    {
        _lent = lent;
        _left.Clear();
        for (var i = lent.Count - 1; i >= 0; i--) _left.Push(lent[i]);
    }

    /// <inheritdoc/>
    public Memory<float> Take() => _left.TryPop(out var buffer) ? buffer : ordinary.Take();

    /// <inheritdoc/>
    public void GiveBack(Memory<float> buffer)
    {
        if (SlotMemory.Of(buffer) is null) ordinary.GiveBack(buffer);
        else if (_lent.Contains(buffer) && !_left.Contains(buffer)) _left.Push(buffer); // otherwise the leader may have lent it to another worker
    }
}

/// <summary>Computes a part into the memory that the leader lent for it.</summary>
/// <param name="gradient">Computes the sums, in memory from <paramref name="buffers"/>.</param>
/// <param name="compression">Compresses the sums; null if they are sent as they are.</param>
/// <param name="buffers">The buffers of this worker.</param>
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

/// <summary>A part to compute, and memory that the leader lends for its sums, which then need not be sent.</summary>
/// <param name="Run">The name of the training.</param>
/// <param name="Minibatch">The minibatch.</param>
/// <param name="Part">The microbatches of the part.</param>
/// <param name="Version">The version of the parameters.</param>
/// <param name="Parameters">The parameters in memory order; read only.</param>
/// <param name="Lent">A buffer for the sum of each node, as far as there are free ones, until the answer is sent.</param>
internal sealed record ComputeInto(string Run, Minibatch Minibatch, Part Part, long Version, ReadOnlyMemory<float> Parameters,
    IReadOnlyList<Memory<float>> Lent) : ComputeGradient(Run, Minibatch, Part, Version, Parameters);

using ActorBackprop.Actors.InProcess;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using Akka.Actor;

namespace ActorBackprop.Cluster.Transport.SharedMemory;

/// <summary>The buffers of one worker's computation: first those that the leader lent for the part, then ordinary ones.</summary>
/// <param name="ordinary">Where they are from once none that was lent is left.</param>
internal sealed class LentBuffers(IGradientBuffers ordinary) : IGradientBuffers
{
    private readonly Stack<Memory<float>> _left = [];
    private IReadOnlyList<Memory<float>> _lent = [];

    /// <summary>A part begins: what was lent for the one before is no longer to be had.</summary>
    /// <param name="lent">What is lent for it.</param>
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
        else if (_lent.Contains(buffer) && !_left.Contains(buffer)) _left.Push(buffer); // else the leader lends it to others by now
    }
}

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

/// <summary>A part to compute, and memory that the leader lends for its sums: what is written there need not be sent.</summary>
/// <param name="Run">Which training.</param>
/// <param name="Minibatch">Which samples.</param>
/// <param name="Part">Which of its microbatches.</param>
/// <param name="Version">Steps that the parameters have behind them.</param>
/// <param name="Parameters">In memory order; read only.</param>
/// <param name="Lent">A buffer for each node's sum, as far as there are free ones; until the answer is sent.</param>
internal sealed record ComputeInto(string Run, Minibatch Minibatch, Part Part, long Version, ReadOnlyMemory<float> Parameters,
    IReadOnlyList<Memory<float>> Lent) : ComputeGradient(Run, Minibatch, Part, Version, Parameters);

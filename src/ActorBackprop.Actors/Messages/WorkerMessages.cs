using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Actors.Messages;

// Between the workers and the parameter server.

/// <summary>Who a worker is.</summary>
/// <param name="Number">Its place, from 0; kept when it is restarted.</param>
/// <param name="Incarnation">How often this place has been started, from 1. What an older one still sends is refused.</param>
public readonly record struct WorkerId(int Number, int Incarnation)
{
    /// <summary>As worker 2 (incarnation 1).</summary>
    public override string ToString() => $"worker {Number} (incarnation {Incarnation})";
}

/// <summary>
/// Worker to server: I am here and have nothing to do. Sent at the start and once a second for as long as there is no
/// work, so that a lost one does no harm. Safe twice and late.
/// </summary>
/// <param name="Worker">Who.</param>
/// <param name="Heard">The step of the last part it was dealt; −1 before the first. A server that waits for an answer to
/// that very part knows from it that the answer was lost.</param>
public sealed record RegisterWorker(WorkerId Worker, long Heard);

/// <summary>
/// Server to worker: run backpropagation on this part. It carries the parameters: this is the broadcast of the updated
/// weights. Safe twice: a worker that is at it already ignores it, one that is done does it again, to the same bits.
/// A host may derive its own from it, to say where the gradient is to go.
/// </summary>
/// <param name="Run">Which training.</param>
/// <param name="Minibatch">Which samples; its step says which step.</param>
/// <param name="Part">Which of its microbatches.</param>
/// <param name="Version">Steps that the parameters have behind them.</param>
/// <param name="Parameters">In memory order. Read only, and only until the answer is sent: then the server may reuse it.</param>
public record ComputeGradient(string Run, Minibatch Minibatch, Part Part, long Version, ReadOnlyMemory<float> Parameters);

/// <summary>
/// Server to worker: the gradient of this part is not wanted any more. A worker that is at it is idle from here on, if its
/// computation can be stopped; if not it computes in vain. Late, twice or lost it does no harm.
/// </summary>
/// <param name="Run">Which training.</param>
/// <param name="Step">Of which minibatch.</param>
/// <param name="Part">Which of its microbatches.</param>
/// <param name="Version">On which version of the parameters.</param>
public sealed record CancelPart(string Run, long Step, Part Part, long Version);

/// <summary>
/// Worker to server: the gradient of a part, as the sums of the tree's nodes that cover it. Everything that identifies it
/// is in it, so it is safe to receive late, twice or out of order. The gradients' memory is given away with it.
/// </summary>
/// <param name="Run">Which training.</param>
/// <param name="Worker">Who computed it.</param>
/// <param name="Step">For which step.</param>
/// <param name="Part">Which microbatches.</param>
/// <param name="Version">The version of the parameters it was computed on.</param>
/// <param name="Sums">One for each node that covers the part, from left to right.</param>
/// <param name="Compute">Time the computation took, by the worker's scheduler.</param>
public sealed record GradientComputed(
    string Run, WorkerId Worker, long Step, Part Part, long Version, IReadOnlyList<NodeSum> Sums, TimeSpan Compute)
{
    /// <summary>Bytes that its sums take on a wire.</summary>
    public long Bytes
    {
        get
        {
            var bytes = 0L;
            for (var i = 0; i < Sums.Count; i++) bytes += Sums[i].Bytes;
            return bytes;
        }
    }

    /// <summary>What is wrong with the sums themselves: misshapen, or not finite; null if nothing is.</summary>
    /// <param name="minibatch">The minibatch of its step.</param>
    /// <param name="floats">Length of each gradient.</param>
    public Refusal? FindFlaw(Minibatch minibatch, int floats)
    {
        if (!Part.IsSummedBy(Sums, minibatch)) return Refusal.Misshapen;
        var isFinite = true;
        for (var i = 0; i < Sums.Count; i++)
        {
            if (Sums[i].Gradient.Length != floats) return Refusal.Misshapen;
            isFinite &= Sums[i].IsFinite;
        }
        return isFinite ? null : Refusal.NonFinite;
    }
}

/// <summary>Why a gradient was refused. The weights never see it, and the training goes on.</summary>
public enum Refusal
{
    /// <summary>From another run, from nobody registered, or of a part its sender was not dealt.</summary>
    Foreign,

    /// <summary>From an incarnation that has been followed by a newer one.</summary>
    Superseded,

    /// <summary>For a step that is complete.</summary>
    Late,

    /// <summary>Of a part that is in already.</summary>
    Duplicate,

    /// <summary>Its sums are not those of the part's nodes, or have not the parameters' length.</summary>
    Misshapen,

    /// <summary>One of its numbers is infinite or NaN.</summary>
    NonFinite,

    /// <summary>Its step was taken without it, as the consistency mode allows; it is counted, and what is wanted of it is dealt again.</summary>
    Dropped,
}

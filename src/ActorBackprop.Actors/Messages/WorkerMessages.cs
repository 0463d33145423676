using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Actors.Messages;

// Between the workers and the parameter server.

/// <summary>Identifies a worker.</summary>
/// <param name="Number">Its number, from 0; a restarted worker keeps it.</param>
/// <param name="Incarnation">The number of times it has been started, from 1. The server refuses what an older incarnation sends.</param>
public readonly record struct WorkerId(int Number, int Incarnation)
{
    /// <summary>Returns for example: worker 2 (incarnation 1).</summary>
    public override string ToString() => $"worker {Number} (incarnation {Incarnation})";
}

/// <summary>
/// Worker to server: the worker is ready and has nothing to do. Sent at its start and then once a second while it is idle, so that a
/// lost message does no harm. Late and duplicated ones are harmless.
/// </summary>
/// <param name="Worker">The worker.</param>
/// <param name="Heard">The minibatch of the last part it received; −1 before the first. If the server waits for an answer to that part,
/// the answer was lost.</param>
public sealed record RegisterWorker(WorkerId Worker, long Heard);

/// <summary>
/// Server to worker: compute the gradient of this part. It carries the parameters: this is the broadcast of the updated weights.
/// A duplicate is harmless: a worker that computes the part ignores it, one that has finished computes it again, to the same bits.
/// A host may derive a type from it, to say where the gradient is written.
/// </summary>
/// <param name="Run">The name of the training.</param>
/// <param name="Minibatch">The minibatch: the samples and their step.</param>
/// <param name="Part">The microbatches to compute.</param>
/// <param name="Version">The version of the parameters: the steps taken before.</param>
/// <param name="Parameters">In memory order. Read only, and only until the answer is sent: then the server may reuse it.</param>
public record ComputeGradient(string Run, Minibatch Minibatch, Part Part, long Version, ReadOnlyMemory<float> Parameters);

/// <summary>
/// Server to worker: the gradient of this part is no longer needed. The worker stops computing it if its computation can be stopped,
/// and takes its next part. Late, duplicated or lost it does no harm.
/// </summary>
/// <param name="Run">The name of the training.</param>
/// <param name="Step">The number of the minibatch.</param>
/// <param name="Part">The microbatches.</param>
/// <param name="Version">The version of the parameters.</param>
public sealed record CancelPart(string Run, long Step, Part Part, long Version);

/// <summary>
/// Worker to server: the gradient of a part, as the sums of the tree's nodes that cover it. It identifies itself completely, so it may
/// arrive late, twice or out of order. The server owns the gradients' memory from here on.
/// </summary>
/// <param name="Run">The name of the training.</param>
/// <param name="Worker">The worker that computed it.</param>
/// <param name="Step">The number of the minibatch.</param>
/// <param name="Part">The microbatches.</param>
/// <param name="Version">The version of the parameters it was computed on.</param>
/// <param name="Sums">One for each node that covers the part, from left to right.</param>
/// <param name="Compute">The time the computation took, by the worker's scheduler.</param>
public sealed record GradientComputed(
    string Run, WorkerId Worker, long Step, Part Part, long Version, IReadOnlyList<NodeSum> Sums, TimeSpan Compute)
{
    /// <summary>The bytes that its sums take on a wire.</summary>
    public long Bytes
    {
        get
        {
            var bytes = 0L;
            for (var i = 0; i < Sums.Count; i++) bytes += Sums[i].Bytes;
            return bytes;
        }
    }

    /// <summary>Returns whether the sums themselves are misshapen or not finite; null if they are sound.</summary>
    /// <param name="minibatch">The minibatch of its step.</param>
    /// <param name="floats">The length of each gradient.</param>
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

/// <summary>Why a gradient was refused. It never affects the weights, and the training continues.</summary>
public enum Refusal
{
    /// <summary>From another run, from a worker that never registered, or of a part that was not assigned to its sender.</summary>
    Foreign,

    /// <summary>From an incarnation that a newer one has replaced.</summary>
    Superseded,

    /// <summary>For a step that is complete.</summary>
    Late,

    /// <summary>Of a part whose gradient was accepted before.</summary>
    Duplicate,

    /// <summary>Its sums are not those of the part's nodes, or not as long as the parameters.</summary>
    Misshapen,

    /// <summary>One of its numbers is infinite or NaN.</summary>
    NonFinite,

    /// <summary>Its step was taken without it, as the consistency mode allows. The part is dropped, or reassigned if the settings say so.</summary>
    Dropped,
}

using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Actors.Protocol;

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

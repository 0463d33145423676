using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Cluster.Wire.Frames;

/// <summary>What the numbers in a frame can be, by the plan that both sides know.</summary>
internal sealed class Limits(WireContract contract)
{
    /// <summary>Worker numbers end before it.</summary>
    public const int Workers = 100_000;

    private readonly int _mostEncoded = contract.Plan.Compression?.Compressor.MaxEncodedBytes(contract.Plan.Network.ParameterCount) ?? 0;

    /// <summary>Whether the microbatches' places have residuals.</summary>
    public bool HaveResiduals { get; } = contract.Plan.HasResiduals;

    /// <summary>Bytes of an encoded gradient, that come next in a frame; 0 where none is encoded, and only there.</summary>
    public int Encoded(ref FrameFields fields)
    {
        var bytes = fields.Int32("encoded bytes", _mostEncoded + 1);
        return bytes > 0 || _mostEncoded == 0 ? bytes : throw new BadFrameException("a gradient that is not encoded, where each is to be");
    }

    /// <summary>The minibatch of a step, the part and the version that come next in a frame.</summary>
    public (Minibatch Minibatch, Part Part, long Version) Work(ref FrameFields fields)
    {
        var minibatch = Minibatch.Of(contract.Plan, fields.Int64("step", contract.Plan.Steps));
        var (from, to) = Range(ref fields, minibatch.Microbatches);
        // Where a step does not take all of a minibatch, there is at most one step for each worker's part of it.
        return (minibatch, new Part(from, to), fields.Int64("version", contract.Plan.Steps * Workers + 1));
    }

    /// <summary>The microbatches [from, to) that come next in a frame.</summary>
    public static (int From, int To) Range(ref FrameFields fields, int microbatches)
    {
        var from = fields.Int32("first microbatch", microbatches);
        var to = fields.Int32("end of the microbatches", microbatches + 1);
        return from < to ? (from, to) : throw new BadFrameException($"a frame of the microbatches [{from}, {to}), expected one or more");
    }
}

using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Cluster.Transport.Frames;

/// <summary>A worker's answer, without the floats. Its numbers must be possible; the server checks whether the sums are the right ones.</summary>
internal sealed record GradientFrame(
    WorkerId Worker, long Step, Part Part, long Version, TimeSpan Compute, GradientFrame.Sum[] Sums)
{
    /// <summary>The place of a sum that follows the frame, as floats or encoded.</summary>
    public const int Inline = -1;

    public static void Write(FrameWriter writer, GradientComputed computed, Func<Memory<float>, int> place)
    {
        writer.Begin(FrameKind.Gradient);
        writer.Int32(computed.Worker.Number);
        writer.Int32(computed.Worker.Incarnation);
        writer.Int64(computed.Step);
        writer.Int32(computed.Part.From);
        writer.Int32(computed.Part.To);
        writer.Int64(computed.Version);
        writer.Int64(computed.Compute.Ticks);
        writer.Byte((byte)computed.Sums.Count);
        for (var i = 0; i < computed.Sums.Count; i++)
        {
            var sum = computed.Sums[i];
            writer.Int32(sum.Node.From);
            writer.Int32(sum.Node.To);
            writer.Double(sum.Cost);
            writer.Int32(sum.Correct);
            writer.Int32(place(sum.Gradient));
            writer.Int32(sum.Encoded.Length);
        }
    }

    public static GradientFrame Read(ref FrameFields fields, Limits limits)
    {
        var worker = new WorkerId(fields.Int32("worker", Limits.Workers), fields.Int32("incarnation", int.MaxValue));
        var (minibatch, part, version) = limits.Work(ref fields);
        var compute = TimeSpan.FromTicks(fields.Int64("compute", long.MaxValue));
        var (count, max) = (fields.Byte(), part.Nodes(minibatch).Length);
        if (count > max) throw new BadFrameException($"a Gradient frame of {count} sums, expected {max} at most");
        var sums = new Sum[count];
        for (var i = 0; i < count; i++)
        {
            var (from, to) = Limits.Range(ref fields, minibatch.Microbatches);
            sums[i] = new Sum(
                new TreeNode(from, to), fields.Double(), fields.Int32("correct", minibatch.Samples + 1), fields.Int32(), limits.Encoded(ref fields));
        }
        fields.End();
        return new GradientFrame(worker, minibatch.Step, part, version, compute, sums);
    }

    /// <summary>The sum of one node: the slot of its gradient or <see cref="Inline"/>, and its encoded bytes, or 0 if it is not encoded.</summary>
    internal readonly record struct Sum(TreeNode Node, double Cost, int Correct, int Place, int Encoded);
}

/// <summary>The limits of the numbers in a frame, by the plan that both sides know.</summary>
internal sealed class Limits(WireContract contract)
{
    /// <summary>Every worker number is below this.</summary>
    public const int Workers = 100_000;

    private readonly int _maxEncoded = contract.Plan.Compression?.Compressor.MaxEncodedBytes(contract.Plan.Network.ParameterCount) ?? 0;

    /// <summary>Whether the microbatches' places have residuals.</summary>
    public bool HaveResiduals { get; } = contract.Plan.HasResiduals;

    /// <summary>Reads the number of bytes of an encoded gradient; 0 if, and only if, the plan has no compression.</summary>
    public int Encoded(ref FrameFields fields)
    {
        var bytes = fields.Int32("encoded bytes", _maxEncoded + 1);
        return bytes > 0 || _maxEncoded == 0 ? bytes : throw new BadFrameException("expected an encoded gradient");
    }

    /// <summary>Reads a step, a part of its minibatch and a version.</summary>
    public (Minibatch Minibatch, Part Part, long Version) Work(ref FrameFields fields)
    {
        var minibatch = Minibatch.Of(contract.Plan, fields.Int64("step", contract.Plan.Steps));
        var (from, to) = Range(ref fields, minibatch.Microbatches);
        // If a step does not take all of a minibatch, there is at most one step for each worker's part of it.
        return (minibatch, new Part(from, to), fields.Int64("version", contract.Plan.Steps * Workers + 1));
    }

    /// <summary>Reads the microbatches [from, to).</summary>
    public static (int From, int To) Range(ref FrameFields fields, int microbatches)
    {
        var from = fields.Int32("first microbatch", microbatches);
        var to = fields.Int32("end of the microbatches", microbatches + 1);
        return from < to ? (from, to) : throw new BadFrameException($"a frame of the microbatches [{from}, {to}), expected one or more");
    }
}

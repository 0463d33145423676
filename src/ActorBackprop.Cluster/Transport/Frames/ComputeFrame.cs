using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Cluster.Transport.Frames;

/// <summary>A part to compute, without the floats.</summary>
/// <param name="Worker">The number of the worker.</param>
/// <param name="Minibatch">The minibatch; only its step is sent.</param>
/// <param name="Part">The microbatches of the part.</param>
/// <param name="Version">The version of the parameters.</param>
/// <param name="Floats">Where the parameters are.</param>
/// <param name="Slot">The slot of the parameters, if they are in one.</param>
/// <param name="Lent">The slots that are lent for the sums.</param>
/// <param name="Residuals">How the residual of each microbatch's place begins; empty if there are none.</param>
/// <param name="WantsResiduals">Whether the answer must contain the residuals.</param>
internal sealed record ComputeFrame(int Worker, Minibatch Minibatch, Part Part, long Version, FloatsKind Floats, int Slot, int[] Lent,
    ResidualKind[] Residuals, bool WantsResiduals)
{
    public static void Write(FrameWriter writer, int worker, ComputeGradient work, FloatsKind floats, int slot, ReadOnlySpan<int> lent,
        ReadOnlySpan<ResidualKind> residuals = default, bool wantsResiduals = false)
    {
        writer.Begin(FrameKind.Compute);
        writer.Int32(worker);
        writer.Int64(work.Minibatch.Step);
        writer.Int32(work.Part.From);
        writer.Int32(work.Part.To);
        writer.Int64(work.Version);
        writer.Byte((byte)floats);
        writer.Int32(slot);
        writer.Byte((byte)lent.Length);
        foreach (var index in lent) writer.Int32(index);
        if (residuals.IsEmpty) return;
        foreach (var kind in residuals) writer.Byte((byte)kind);
        writer.Byte((byte)(wantsResiduals ? 1 : 0));
    }

    public static ComputeFrame Read(ref FrameFields fields, Limits limits, int versionSlots, int gradientSlots)
    {
        var worker = fields.Int32("worker", Limits.Workers);
        var (minibatch, part, version) = limits.Work(ref fields);
        var floats = (FloatsKind)fields.Byte();
        if (floats > FloatsKind.Same) throw new BadFrameException($"a Compute frame: its parameters are of the unknown kind {(byte)floats}");
        var slot = fields.Int32("slot", floats == FloatsKind.Slot ? versionSlots : 1);
        var (count, max) = (fields.Byte(), part.Nodes(minibatch).Length);
        if (count > max) throw new BadFrameException($"a Compute frame lends {count} slots, expected {max} at most");
        var lent = new int[count];
        for (var i = 0; i < lent.Length; i++) lent[i] = fields.Int32("lent slot", gradientSlots);
        var residuals = limits.HaveResiduals ? new ResidualKind[part.To - part.From] : [];
        for (var i = 0; i < residuals.Length; i++) residuals[i] = (ResidualKind)fields.Below("residual", (byte)ResidualKind.Follows + 1);
        var wantsResiduals = limits.HaveResiduals && fields.Below("request for residuals", 2) == 1;
        fields.End();
        return new ComputeFrame(worker, minibatch, part, version, floats, slot, lent, residuals, wantsResiduals);
    }
}

/// <summary>The places where the parameters of a part can be.</summary>
internal enum FloatsKind : byte
{
    /// <summary>They follow the frame.</summary>
    Inline = 0,

    /// <summary>In a slot of the shared segment.</summary>
    Slot = 1,

    /// <summary>They are the last version that was sent inline.</summary>
    Same = 2,
}

/// <summary>The body of <see cref="FrameKind.Cancel"/> and <see cref="FrameKind.Cancelled"/>: a worker and its cancelled part.</summary>
internal static class CancelFrame
{
    public static void Write(FrameWriter writer, FrameKind kind, int worker, CancelPart cancel)
    {
        writer.Begin(kind);
        writer.Int32(worker);
        writer.Int64(cancel.Step);
        writer.Int32(cancel.Part.From);
        writer.Int32(cancel.Part.To);
        writer.Int64(cancel.Version);
    }

    public static (int Worker, CancelPart Cancel) Read(ref FrameFields fields, Limits limits, string run)
    {
        var worker = fields.Int32("worker", Limits.Workers);
        var (minibatch, part, version) = limits.Work(ref fields);
        fields.End();
        return (worker, new CancelPart(run, minibatch.Step, part, version));
    }
}

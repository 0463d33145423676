using ActorBackprop.Actors.Messages;

namespace ActorBackprop.Cluster.Wire.Frames;

/// <summary>A part that is cancelled, or was: the body of <see cref="FrameKind.Cancel"/> and <see cref="FrameKind.Cancelled"/>.</summary>
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

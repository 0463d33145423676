using System.Text;

namespace ActorBackprop.Cluster.Wire.Frames;

/// <summary>Whether a worker process has mapped the memory that was shared with it: why not, as a sentence; empty where it has.</summary>
internal static class SharedFrame
{
    private const int MaxBytes = 1024;

    public static void Write(FrameWriter writer, string why)
    {
        var text = Encoding.UTF8.GetBytes(why);
        var length = Math.Min(text.Length, MaxBytes);
        writer.Begin(FrameKind.Shared);
        writer.Int32(length);
        writer.Bytes(text.AsSpan(0, length));
    }

    public static string Read(ref FrameFields fields)
    {
        var why = Encoding.UTF8.GetString(fields.Bytes(fields.Int32("reason", MaxBytes + 1)));
        fields.End();
        return why;
    }
}

using System.Text;
using ActorBackprop.Cluster.Transport.SharedMemory;

namespace ActorBackprop.Cluster.Transport.Frames;

/// <summary>The body of <see cref="FrameKind.Share"/>: the segments of the versions, of the gradients and of the rings.</summary>
internal static class ShareFrame
{
    public static void Write(FrameWriter writer, params ReadOnlySpan<SegmentTicket> tickets)
    {
        writer.Begin(FrameKind.Share);
        foreach (var ticket in tickets)
        {
            writer.Int32(ticket.Process);
            writer.Int32(ticket.Descriptor);
            writer.Int32(ticket.Slots);
            writer.Bytes(ticket.Nonce);
        }
    }

    public static (SegmentTicket Versions, SegmentTicket Gradients, SegmentTicket Rings) Read(ref FrameFields fields)
    {
        var tickets = (ReadTicket(ref fields), ReadTicket(ref fields), ReadTicket(ref fields));
        fields.End();
        if (tickets.Item3.Slots != 2) throw new BadFrameException($"a Share frame has {tickets.Item3.Slots} rings, expected 2");
        return tickets;
    }

    private static SegmentTicket ReadTicket(ref FrameFields fields) => new(
        fields.Int32("process", int.MaxValue), fields.Int32("descriptor", int.MaxValue),
        fields.Int32("slots", SegmentTicket.MaxSlots + 1), fields.Bytes(SegmentTicket.NonceBytes).ToArray());
}

/// <summary>The body of <see cref="FrameKind.Shared"/>: empty if the worker process has mapped the memory, otherwise the reason.</summary>
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

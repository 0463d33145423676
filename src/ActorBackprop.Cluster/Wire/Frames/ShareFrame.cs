using ActorBackprop.Cluster.Wire.SharedMemory;

namespace ActorBackprop.Cluster.Wire.Frames;

/// <summary>Where the shared memory is: the segments of the versions, of the gradients and of the rings.</summary>
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
        fields.Int32("slots", SegmentTicket.MostSlots + 1), fields.Bytes(SegmentTicket.NonceBytes).ToArray());
}

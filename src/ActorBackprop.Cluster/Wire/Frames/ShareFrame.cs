using ActorBackprop.Cluster.Wire.SharedMemory;

namespace ActorBackprop.Cluster.Wire.Frames;

/// <summary>Where the shared memory is: the versions' segment and the gradients'.</summary>
internal static class ShareFrame
{
    public static void Write(FrameWriter writer, SegmentTicket versions, SegmentTicket gradients)
    {
        writer.Begin(FrameKind.Share);
        foreach (var ticket in new[] { versions, gradients })
        {
            writer.Int32(ticket.Process);
            writer.Int32(ticket.Descriptor);
            writer.Int32(ticket.Slots);
            writer.Bytes(ticket.Nonce);
        }
    }

    public static (SegmentTicket Versions, SegmentTicket Gradients) Read(ref FrameFields fields)
    {
        var tickets = (ReadTicket(ref fields), ReadTicket(ref fields));
        fields.End();
        return tickets;
    }

    private static SegmentTicket ReadTicket(ref FrameFields fields) => new(
        fields.Int32("process", int.MaxValue), fields.Int32("descriptor", int.MaxValue),
        fields.Int32("slots", SegmentTicket.MostSlots + 1), fields.Bytes(SegmentTicket.NonceBytes).ToArray());
}

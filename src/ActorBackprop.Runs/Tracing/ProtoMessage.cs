using Google.Protobuf;

namespace ActorBackprop.Runs.Tracing;

/// <summary>A protobuf message in the making: its fields in the order they are written. Used again for the next one.</summary>
internal sealed class ProtoMessage : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private readonly CodedOutputStream _output;

    public ProtoMessage() => _output = new(_bytes);

    /// <summary>An integer, enumeration or flag: a varint.</summary>
    public void Number(int field, long value)
    {
        _output.WriteTag(field, WireFormat.WireType.Varint);
        _output.WriteInt64(value);
    }

    /// <summary>A fixed64. Where the schema has one, a varint would be passed over without a word.</summary>
    public void Fixed(int field, ulong value)
    {
        _output.WriteTag(field, WireFormat.WireType.Fixed64);
        _output.WriteFixed64(value);
    }

    /// <summary>A double.</summary>
    public void Real(int field, double value)
    {
        _output.WriteTag(field, WireFormat.WireType.Fixed64);
        _output.WriteDouble(value);
    }

    /// <summary>A string, in UTF-8.</summary>
    public void Text(int field, string value)
    {
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteString(value);
    }

    /// <summary>A message within this one; empties it for its next use.</summary>
    public void Nested(int field, ProtoMessage message) => message.MoveTo(_output, field);

    /// <summary>Writes it as a field of another, and empties it for its next use.</summary>
    public void MoveTo(CodedOutputStream output, int field)
    {
        _output.Flush();
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        // Not kept by the receiver, which copies it at once: the buffer may be used again.
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(_bytes.GetBuffer().AsMemory(0, (int)_bytes.Length)));
        _bytes.SetLength(0);
    }
    public void Dispose() => _output.Dispose();
}

// The numbers of the fields that are written, by message. They are Perfetto's, in protos/perfetto/trace, and share a file
// because they are one table.

internal static class TracePacket
{
    public const int Timestamp = 8;
    public const int TrustedPacketSequenceId = 10;
    public const int TrackEvent = 11;
    public const int TrackDescriptor = 60;
}

internal static class TrackDescriptor
{
    public const int Uuid = 1;
    public const int Name = 2;
    public const int ParentUuid = 5;
    public const int Counter = 8;
    public const int ChildOrdering = 11;
    public const int SiblingOrderRank = 12;
    public const int SiblingMergeBehavior = 15;
}

internal static class CounterDescriptor
{
    public const int UnitName = 6;
}

internal static class TrackEvent
{
    public const int DebugAnnotations = 4;
    public const int Type = 9;
    public const int TrackUuid = 11;
    public const int Name = 23;
    public const int DoubleCounterValue = 44;
    public const int FlowIds = 47;
    public const int TerminatingFlowIds = 48;
}

internal static class DebugAnnotation
{
    public const int IntValue = 4;
    public const int StringValue = 6;
    public const int Name = 10;
}

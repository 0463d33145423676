using Google.Protobuf;

namespace ActorBackprop.Runs.Tracing;

/// <summary>A protobuf message that is being written, field by field. Emptied when it is written, for the next message.</summary>
internal sealed class ProtoMessage : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private readonly CodedOutputStream _output;

    public ProtoMessage() => _output = new(_bytes);

    /// <summary>Writes an integer, an enumeration or a flag as a varint.</summary>
    public void Number(int field, long value)
    {
        _output.WriteTag(field, WireFormat.WireType.Varint);
        _output.WriteInt64(value);
    }

    /// <summary>Writes a fixed64. Where the schema has one, readers ignore a varint.</summary>
    public void Fixed(int field, ulong value)
    {
        _output.WriteTag(field, WireFormat.WireType.Fixed64);
        _output.WriteFixed64(value);
    }

    /// <summary>Writes a double.</summary>
    public void Real(int field, double value) => Fixed(field, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Writes a string in UTF-8.</summary>
    public void Text(int field, string value)
    {
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteString(value);
    }

    /// <summary>Writes another message into this one and empties the other.</summary>
    public void Nested(int field, ProtoMessage message) => message.MoveTo(_output, field);

    /// <summary>Writes this message as a field and empties it.</summary>
    public void MoveTo(CodedOutputStream output, int field)
    {
        _output.Flush();
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        // The receiver copies the bytes at once, so the buffer can be reused.
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(_bytes.GetBuffer().AsMemory(0, (int)_bytes.Length)));
        _bytes.SetLength(0);
    }

    /// <summary>Frees the buffer.</summary>
    public void Dispose() => _output.Dispose();
}

/// <summary>Field numbers of Perfetto's messages, from protos/perfetto/trace.</summary>
internal static class TracePacket
{
    public const int Timestamp = 8, TrustedPacketSequenceId = 10, TrackEvent = 11, TrackDescriptor = 60;
}

/// <summary>See <see cref="TracePacket"/>.</summary>
internal static class TrackDescriptor
{
    public const int Uuid = 1, Name = 2, ParentUuid = 5, Counter = 8, ChildOrdering = 11, SiblingOrderRank = 12, SiblingMergeBehavior = 15;

    /// <summary>The field of the nested CounterDescriptor.</summary>
    public const int UnitName = 6;
}

/// <summary>See <see cref="TracePacket"/>.</summary>
internal static class TrackEvent
{
    public const int DebugAnnotations = 4, Type = 9, TrackUuid = 11, Name = 23, DoubleCounterValue = 44, FlowIds = 47, TerminatingFlowIds = 48;

    /// <summary>The fields of the nested DebugAnnotation.</summary>
    public const int AnnotationInt = 4, AnnotationString = 6, AnnotationName = 10;
}

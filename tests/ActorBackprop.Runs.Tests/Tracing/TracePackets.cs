namespace ActorBackprop.Runs.Tests.Tracing;

/// <summary>A row's packet.</summary>
internal sealed record ReadRow(ulong Uuid, string Name, ulong Parent, string? Unit, int Rank);

/// <summary>An event's packet. Type: 1 begins a slice, 2 ends one, 3 is an instant, 4 a value.</summary>
internal sealed record ReadEvent(
    ulong At, int Type, ulong Row, string? Name, double? Value, ulong? FlowBegins, ulong? FlowEnds, string Annotations);

/// <summary>
/// The packets of a .pftrace in the file's order, by the field numbers and types of Perfetto's .proto files. A field that is
/// not among them, of another type or twice is an error: Perfetto would pass over it without a word.
/// </summary>
internal static class TracePackets
{
    public static List<object> Read(ReadOnlySpan<byte> file) => [.. WireField.Read(file).Select(field =>
    {
        Assert.Equal((1, WireField.Length), (field.Number, field.Type));
        return Packet(field.Bytes);
    })];

    private static object Packet(byte[] bytes)
    {
        var packet = new Fields(bytes, (8, WireField.Varint), (10, WireField.Varint), (11, WireField.Length), (60, WireField.Length));
        Assert.Equal(1UL, packet[10]!.Bits);
        Assert.True(packet[11] is null != packet[60] is null);
        Assert.Equal(packet[11] is null, packet[8] is null);
        return packet[11] is { } happened ? Event(packet[8]!.Bits, happened.Bytes) : Row(packet[60]!.Bytes);
    }

    private static ReadRow Row(byte[] bytes)
    {
        var row = new Fields(
            bytes, (1, WireField.Varint), (2, WireField.Length), (5, WireField.Varint), (8, WireField.Length),
            (11, WireField.Varint), (12, WireField.Varint), (15, WireField.Varint));
        Assert.Equal(3UL, row[11]!.Bits); // children by rank
        Assert.Equal(2UL, row[15]!.Bits); // never one row with another of its name
        var unit = row[8] is { } counter ? new Fields(counter.Bytes, (6, WireField.Length))[6]?.Text ?? "" : null;
        return new(row[1]!.Bits, row[2]!.Text, row[5]?.Bits ?? 0, unit, (int)(long)(row[12]?.Bits ?? 0));
    }

    private static ReadEvent Event(ulong at, byte[] bytes)
    {
        var annotations = WireField.Read(bytes).Where(field => field.Number == 4).Select(field => Annotation(field.Bytes));
        var happened = new Fields(
            bytes, (4, WireField.Length), (9, WireField.Varint), (11, WireField.Varint), (23, WireField.Length),
            (44, WireField.Fixed64), (47, WireField.Fixed64), (48, WireField.Fixed64));
        return new(
            at, (int)happened[9]!.Bits, happened[11]!.Bits, happened[23]?.Text,
            happened[44] is { } value ? BitConverter.UInt64BitsToDouble(value.Bits) : null,
            happened[47]?.Bits, happened[48]?.Bits, string.Join(", ", annotations));
    }

    private static string Annotation(byte[] bytes)
    {
        var fields = new Fields(bytes, (4, WireField.Varint), (6, WireField.Length), (10, WireField.Length));
        Assert.True(fields[4] is null != fields[6] is null);
        return $"{fields[10]!.Text}={(fields[4] is { } number ? ((long)number.Bits).ToString() : $"'{fields[6]!.Text}'")}";
    }

    /// <summary>The fields of a message, each at most once but for annotations, and of these numbers and types alone.</summary>
    private sealed class Fields
    {
        private readonly Dictionary<int, WireField> _fields = [];

        public Fields(byte[] message, params (int Number, int Type)[] known)
        {
            foreach (var field in WireField.Read(message))
            {
                Assert.True(known.Contains((field.Number, field.Type)), $"field {field.Number} of type {field.Type}: not known");
                Assert.True(_fields.TryAdd(field.Number, field) || (4, WireField.Length) == (field.Number, field.Type));
            }
        }

        public WireField? this[int number] => _fields.GetValueOrDefault(number);
    }
}

using System.Buffers.Binary;
using System.Text;

namespace ActorBackprop.Runs.Tests.Tracing;

/// <summary>
/// A field of a protobuf message as it is on the wire, by a reader that knows only the encoding: tags, varints, fixed64 and
/// lengths.
/// </summary>
internal sealed record WireField(int Number, int Type, ulong Bits, byte[] Bytes)
{
    public const int Varint = 0, Fixed64 = 1, Length = 2;

    public string Text => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Bytes);

    public static List<WireField> Read(ReadOnlySpan<byte> message)
    {
        var fields = new List<WireField>();
        while (message.Length > 0)
        {
            var tag = TakeVarint(ref message);
            var (number, type) = (checked((int)(tag >> 3)), (int)(tag & 7));
            Assert.NotEqual(0, number);
            fields.Add(type switch
            {
                Varint => new(number, type, TakeVarint(ref message), []),
                Fixed64 => new(number, type, BinaryPrimitives.ReadUInt64LittleEndian(Take(ref message, 8)), []),
                Length => new(number, type, 0, Take(ref message, checked((int)TakeVarint(ref message))).ToArray()),
                _ => throw new InvalidDataException($"field {number}: expected type 0, 1 or 2, found {type}"),
            });
        }
        return fields;
    }

    private static ulong TakeVarint(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Take(ref bytes, 1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
        throw new InvalidDataException("expected a varint of 10 bytes at most");
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        if (count > bytes.Length) throw new InvalidDataException($"expected {count} bytes, found {bytes.Length}");
        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }
}

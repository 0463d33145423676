using System.Buffers.Binary;

namespace ActorBackprop.Cluster.Wire.Chunks;

/// <summary>Some bytes of a stream between two actors. Its array goes to the other process as it is, and is not written any more.</summary>
internal sealed class WireChunk
{
    /// <summary>Most bytes of the stream in one chunk: with what Akka adds it stays below the large objects, whose collection costs more.</summary>
    public const int MostBytes = 1 << 16;

    /// <summary>Bytes of the number before them.</summary>
    public const int HeadBytes = sizeof(long);

    /// <summary>Bytes of a stream.</summary>
    /// <param name="number">The chunk's number in it, from 0.</param>
    /// <param name="bytes">The bytes; none at the stream's end.</param>
    public WireChunk(long number, ReadOnlySpan<byte> bytes)
    {
        Array = GC.AllocateUninitializedArray<byte>(HeadBytes + bytes.Length);
        BinaryPrimitives.WriteInt64LittleEndian(Array, number);
        bytes.CopyTo(Array.AsSpan(HeadBytes));
    }

    /// <summary>What came from another process.</summary>
    /// <param name="array">A number and at most <see cref="MostBytes"/>.</param>
    public WireChunk(byte[] array) => Array = array;

    /// <summary>Number and bytes.</summary>
    public byte[] Array { get; }

    /// <summary>The chunk's number in the stream, from 0.</summary>
    public long Number => BinaryPrimitives.ReadInt64LittleEndian(Array);

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => Array.AsSpan(HeadBytes);
}

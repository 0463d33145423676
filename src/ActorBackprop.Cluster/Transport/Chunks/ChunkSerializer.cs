using System.Buffers.Binary;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace ActorBackprop.Cluster.Transport.Chunks;

/// <summary>Chunks and credits as bytes, and nothing else. A system that chunks go through needs <see cref="Configuration"/>.</summary>
/// <param name="system">Whose serializer it is.</param>
public sealed class ChunkSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>What makes Akka use it, in HOCON.</summary>
    public const string Configuration =
        """
        akka.actor {
          serializers.wire = "ActorBackprop.Cluster.Transport.Chunks.ChunkSerializer, ActorBackprop.Cluster"
          serialization-bindings {
            "ActorBackprop.Cluster.Transport.Chunks.WireChunk, ActorBackprop.Cluster" = wire
            "ActorBackprop.Cluster.Transport.Chunks.WireCredit, ActorBackprop.Cluster" = wire
          }
        }
        """;

    private const string Chunk = "c", Credit = "k";

    /// <inheritdoc/>
    public override int Identifier => 171;

    /// <inheritdoc/>
    public override string Manifest(object o) => o is WireChunk ? Chunk : Credit;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj)
    {
        if (obj is WireChunk chunk) return chunk.Array;
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, ((WireCredit)obj).Chunks);
        return bytes;
    }

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        Chunk when bytes.Length is >= WireChunk.HeadBytes and <= WireChunk.HeadBytes + WireChunk.MaxBytes => new WireChunk(bytes),
        Credit when bytes.Length == sizeof(int) && BinaryPrimitives.ReadInt32LittleEndian(bytes) is >= 1 and <= ChunkStream.Window and var chunks =>
            new WireCredit(chunks),
        _ => throw new SerializationException($"{bytes.Length} bytes of the kind '{manifest}' are neither a chunk nor a credit"),
    };
}

/// <summary>Some bytes of a stream between two actors. Its array goes to the other process as it is, and is not written any more.</summary>
internal sealed class WireChunk
{
    /// <summary>Most bytes of the stream in one chunk: with what Akka adds it stays below the large objects, whose collection costs more.</summary>
    public const int MaxBytes = 1 << 16;

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
    /// <param name="array">A number and at most <see cref="MaxBytes"/>.</param>
    public WireChunk(byte[] array) => Array = array;

    /// <summary>Number and bytes.</summary>
    public byte[] Array { get; }

    /// <summary>The chunk's number in the stream, from 0.</summary>
    public long Number => BinaryPrimitives.ReadInt64LittleEndian(Array);

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => Array.AsSpan(HeadBytes);
}

/// <summary>So many chunks were read: as many more may be sent.</summary>
/// <param name="Chunks">1 to <see cref="ChunkStream.Window"/>.</param>
internal sealed record WireCredit(int Chunks);

using System.Buffers.Binary;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace ActorBackprop.Cluster.Transport.Chunks;

/// <summary>Serializes chunks and credits, and nothing else. A system that sends chunks needs <see cref="Configuration"/>.</summary>
/// <param name="system">The system that the serializer belongs to.</param>
public sealed class ChunkSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>The HOCON that makes Akka use this serializer.</summary>
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

/// <summary>Some bytes of a stream between two actors. Its array is sent to the other process as it is, and not modified again.</summary>
internal sealed class WireChunk
{
    /// <summary>The most bytes of a chunk: with what Akka adds, it stays below the size of large objects, which cost more to collect.</summary>
    public const int MaxBytes = 1 << 16;

    /// <summary>The bytes of the number before them.</summary>
    public const int HeadBytes = sizeof(long);

    /// <summary>Creates a chunk.</summary>
    /// <param name="number">Its number in the stream, from 0.</param>
    /// <param name="bytes">The bytes; none at the end of the stream.</param>
    public WireChunk(long number, ReadOnlySpan<byte> bytes)
    {
        Array = GC.AllocateUninitializedArray<byte>(HeadBytes + bytes.Length);
        BinaryPrimitives.WriteInt64LittleEndian(Array, number);
        bytes.CopyTo(Array.AsSpan(HeadBytes));
    }

    /// <summary>Creates a chunk that arrived from another process.</summary>
    /// <param name="array">A number and at most <see cref="MaxBytes"/>.</param>
    public WireChunk(byte[] array) => Array = array;

    /// <summary>The number, followed by the bytes.</summary>
    public byte[] Array { get; }

    /// <summary>The chunk's number in the stream, from 0.</summary>
    public long Number => BinaryPrimitives.ReadInt64LittleEndian(Array);

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => Array.AsSpan(HeadBytes);
}

/// <summary>Allows the other end to send more chunks, since as many have been read.</summary>
/// <param name="Chunks">The number of chunks, 1 to <see cref="ChunkStream.Window"/>.</param>
internal sealed record WireCredit(int Chunks);

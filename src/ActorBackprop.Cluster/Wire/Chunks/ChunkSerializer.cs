using System.Buffers.Binary;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace ActorBackprop.Cluster.Wire.Chunks;

/// <summary>Chunks and credits as bytes, and nothing else. A system that chunks go through needs <see cref="Configuration"/>.</summary>
/// <param name="system">Whose serializer it is.</param>
public sealed class ChunkSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>What makes Akka use it, in HOCON.</summary>
    public const string Configuration =
        """
        akka.actor {
          serializers.wire = "ActorBackprop.Cluster.Wire.Chunks.ChunkSerializer, ActorBackprop.Cluster"
          serialization-bindings {
            "ActorBackprop.Cluster.Wire.Chunks.WireChunk, ActorBackprop.Cluster" = wire
            "ActorBackprop.Cluster.Wire.Chunks.WireCredit, ActorBackprop.Cluster" = wire
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
        Chunk when bytes.Length is >= WireChunk.HeadBytes and <= WireChunk.HeadBytes + WireChunk.MostBytes => new WireChunk(bytes),
        Credit when bytes.Length == sizeof(int) && BinaryPrimitives.ReadInt32LittleEndian(bytes) is >= 1 and <= ChunkStream.Window and var chunks =>
            new WireCredit(chunks),
        _ => throw new SerializationException($"{bytes.Length} bytes of the kind '{manifest}' are neither a chunk nor a credit"),
    };
}

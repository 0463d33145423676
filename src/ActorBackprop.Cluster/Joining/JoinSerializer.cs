using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace ActorBackprop.Cluster.Joining;

/// <summary>
/// Writes and reads the handshake's messages, and no others: a name that is not in the table, a text that is too long, or a
/// member that the message does not have is refused before anything is made of it.
/// </summary>
public sealed class JoinSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const int MostBytes = 65536;

    private static readonly Dictionary<string, Type> Types = new[]
    {
        typeof(JoinRequest), typeof(JoinOffer), typeof(JoinReady), typeof(JoinAccepted), typeof(JoinRefused), typeof(OpenChunks),
        typeof(ChunksOpened), typeof(LeaveTraining), typeof(TrainingIsOver),
    }.ToDictionary(type => type.Name);

    private static readonly JsonSerializerOptions Options = new()
    {
        MaxDepth = 8,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    /// <inheritdoc/>
    public override int Identifier => 741;

    /// <inheritdoc/>
    public override string Manifest(object o) => o.GetType().Name;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => JsonSerializer.SerializeToUtf8Bytes(obj, Types[Manifest(obj)], Options);

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The bytes are no message of the handshake.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (!Types.TryGetValue(manifest, out var type)) throw new SerializationException("not a message of the handshake");
        if (bytes.Length > MostBytes) throw new SerializationException($"{manifest}: {bytes.Length} bytes are more than {MostBytes}");
        try
        {
            var message = JsonSerializer.Deserialize(bytes, type, Options);
            var isWhole = message is JoinAccepted accepted ? !accepted.Workers.Contains(null!) : message is not null; // lists may hold null
            return isWhole ? message! : throw new SerializationException($"{manifest}: null");
        }
        catch (JsonException bad)
        {
            throw new SerializationException($"{manifest}: {bad.Message}", bad);
        }
    }
}

using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ActorBackprop.Cluster.Wire;
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

    private static readonly Dictionary<string, JsonTypeInfo> Types = new JsonTypeInfo[]
    {
        JoinJson.Default.JoinRequest, JoinJson.Default.JoinOffer, JoinJson.Default.JoinReady, JoinJson.Default.JoinAccepted,
        JoinJson.Default.JoinRefused, JoinJson.Default.OpenChunks, JoinJson.Default.ChunksOpened, JoinJson.Default.LeaveTraining,
        JoinJson.Default.TrainingIsOver,
    }.ToDictionary(type => type.Type.Name);

    /// <inheritdoc/>
    public override int Identifier => 741;

    /// <inheritdoc/>
    public override string Manifest(object o) => o.GetType().Name;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => JsonSerializer.SerializeToUtf8Bytes(obj, Types[Manifest(obj)]);

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The bytes are no message of the handshake.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (!Types.TryGetValue(manifest, out var type)) throw new SerializationException("not a message of the handshake");
        if (bytes.Length > MostBytes) throw new SerializationException($"{manifest}: {bytes.Length} bytes are more than {MostBytes}");
        try
        {
            var message = JsonSerializer.Deserialize(bytes, type);
            // A member of a struct may be left out: 0 is no incarnation.
            var isWhole = message is JoinAccepted accepted ? accepted.Workers.All(worker => worker.Incarnation > 0) : message is not null;
            return isWhole ? message! : throw new SerializationException($"{manifest}: null");
        }
        catch (JsonException bad)
        {
            throw new SerializationException($"{manifest}: {bad.Message}", bad);
        }
    }
}

/// <summary>How the messages are written: worked out as the program is compiled, since each is written but once or twice.</summary>
[JsonSourceGenerationOptions(MaxDepth = 8, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, Converters = [typeof(WireKindNames)])]
[JsonSerializable(typeof(JoinRequest)), JsonSerializable(typeof(JoinOffer)), JsonSerializable(typeof(JoinReady))]
[JsonSerializable(typeof(JoinAccepted)), JsonSerializable(typeof(JoinRefused)), JsonSerializable(typeof(OpenChunks))]
[JsonSerializable(typeof(ChunksOpened)), JsonSerializable(typeof(LeaveTraining)), JsonSerializable(typeof(TrainingIsOver))]
internal sealed partial class JoinJson : JsonSerializerContext;

/// <summary>A wire by its name, never by a number.</summary>
internal sealed class WireKindNames() : JsonStringEnumConverter<WireKind>(namingPolicy: null, allowIntegerValues: false);

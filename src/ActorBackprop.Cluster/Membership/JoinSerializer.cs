using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ActorBackprop.Cluster.Transport;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace ActorBackprop.Cluster.Membership;

/// <summary>
/// Writes and reads the handshake's messages, and no others: a name that is not in the table, a text that is too long, or a
/// member that the message does not have is refused before anything is made of it.
/// </summary>
internal sealed class JoinSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const int MaxBytes = 65536;

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
        if (bytes.Length > MaxBytes) throw new SerializationException($"{manifest}: {bytes.Length} bytes are more than {MaxBytes}");
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

/// <summary>
/// Stands where Akka's JSON serializer would: what claims to be for it is refused, unread, since that one makes objects of
/// any type a sender names.
/// </summary>
internal class RejectingSerializer : Serializer
{
    /// <summary>For Akka.</summary>
    public RejectingSerializer(ExtendedActorSystem system) : base(system)
    {
    }

    /// <summary>For Akka, which calls this one where the serializer has settings.</summary>
    public RejectingSerializer(ExtendedActorSystem system, Config config) : base(system)
    {
        ArgumentNullException.ThrowIfNull(config);
    }

    /// <summary>The JSON serializer's.</summary>
    public override int Identifier => 1;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => throw new SerializationException($"{obj.GetType().Name} is no message between processes");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type type) =>
        throw new SerializationException($"a message for serializer {Identifier} was refused: nothing here speaks it");
}

/// <summary>The same in the place of the serializer that has actors of any type created from afar.</summary>
internal sealed class RejectingDeployments(ExtendedActorSystem system) : RejectingSerializer(system)
{
    /// <summary>That of Akka.Remote's deployments.</summary>
    public override int Identifier => 3;
}

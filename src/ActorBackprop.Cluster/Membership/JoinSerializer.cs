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
/// Writes and reads the messages of the handshake, and no others: an unknown name, a text that is too long, or an unknown member is
/// refused before any object is created.
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
    /// <exception cref="SerializationException">The bytes are not a message of the handshake.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (!Types.TryGetValue(manifest, out var type)) throw new SerializationException("not a message of the handshake");
        if (bytes.Length > MaxBytes) throw new SerializationException($"{manifest}: {bytes.Length} bytes are more than {MaxBytes}");
        try
        {
            var message = JsonSerializer.Deserialize(bytes, type);
            // JSON may omit a member of a struct; incarnations count from 1.
            var isWhole = message is JoinAccepted accepted ? accepted.Workers.All(worker => worker.Incarnation > 0) : message is not null;
            return isWhole ? message! : throw new SerializationException($"{manifest}: null");
        }
        catch (JsonException bad)
        {
            throw new SerializationException($"{manifest}: {bad.Message}", bad);
        }
    }
}

/// <summary>The JSON code of the messages, generated at compile time, since each is written only once or twice.</summary>
[JsonSourceGenerationOptions(MaxDepth = 8, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, Converters = [typeof(WireKindNames)])]
[JsonSerializable(typeof(JoinRequest)), JsonSerializable(typeof(JoinOffer)), JsonSerializable(typeof(JoinReady))]
[JsonSerializable(typeof(JoinAccepted)), JsonSerializable(typeof(JoinRefused)), JsonSerializable(typeof(OpenChunks))]
[JsonSerializable(typeof(ChunksOpened)), JsonSerializable(typeof(LeaveTraining)), JsonSerializable(typeof(TrainingIsOver))]
internal sealed partial class JoinJson : JsonSerializerContext;

/// <summary>Reads and writes a wire as its name, never as a number.</summary>
internal sealed class WireKindNames() : JsonStringEnumConverter<WireKind>(namingPolicy: null, allowIntegerValues: false);

/// <summary>
/// Replaces Akka's JSON serializer, which creates objects of any type that a sender names: refuses every message for it unread.
/// </summary>
internal class RejectingSerializer : Serializer
{
    /// <summary>Creates the serializer; called by Akka.</summary>
    public RejectingSerializer(ExtendedActorSystem system) : base(system)
    {
    }

    /// <summary>Creates the serializer; called by Akka if the serializer has settings.</summary>
    public RejectingSerializer(ExtendedActorSystem system, Config config) : base(system)
    {
        ArgumentNullException.ThrowIfNull(config);
    }

    /// <summary>The identifier of Akka's JSON serializer.</summary>
    public override int Identifier => 1;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => throw new SerializationException($"{obj.GetType().Name} is not a message between processes");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type type) =>
        throw new SerializationException($"a message for serializer {Identifier} was refused: it is not used here");
}

/// <summary>Replaces the serializer of remote deployments, by which a sender creates actors of any type.</summary>
internal sealed class RejectingDeployments(ExtendedActorSystem system) : RejectingSerializer(system)
{
    /// <summary>The identifier of Akka.Remote's deployment serializer.</summary>
    public override int Identifier => 3;
}

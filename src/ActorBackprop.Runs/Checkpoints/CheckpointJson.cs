using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorBackprop.Runs.Checkpoints;

/// <summary>How the header's parts are written and read: strictly, doubles to the bit.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    AllowDuplicateProperties = false,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CheckpointMetadata))]
[JsonSerializable(typeof(CheckpointState))]
[JsonSerializable(typeof(TensorEntry))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class CheckpointJson : JsonSerializerContext;

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorBackprop.Runs.Files;

/// <summary>How a run's JSON is written: camelCase, doubles to the bit, quotation marks and + legible.</summary>
[JsonSerializable(typeof(EpochMetrics))]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(InputLine))]
internal sealed partial class OutputJson : JsonSerializerContext
{
    /// <summary>An object a line.</summary>
    public static OutputJson Compact { get; } = new(Written(indented: false));

    /// <summary>For people.</summary>
    public static OutputJson Indented { get; } = new(Written(indented: true));

    private static JsonSerializerOptions Written(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
        WriteIndented = indented,
    };
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorBackprop.Runs.Files;

/// <summary>How a run's JSON is written: camelCase, doubles to the bit, quotation marks and + unescaped, null values omitted.</summary>
[JsonSerializable(typeof(EpochMetrics))]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(InputLine))]
internal sealed partial class OutputJson : JsonSerializerContext
{
    /// <summary>One object per line.</summary>
    public static OutputJson Compact { get; } = new(CreateOptions(indented: false));

    /// <summary>Indented.</summary>
    public static OutputJson Indented { get; } = new(CreateOptions(indented: true));

    private static JsonSerializerOptions CreateOptions(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
        WriteIndented = indented,
    };
}

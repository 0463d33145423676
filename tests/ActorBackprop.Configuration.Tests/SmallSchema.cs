using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace ActorBackprop.Configuration.Tests;

/// <summary>As much of JSON schema as the configuration's uses, by the specification's words; an unknown word fails the test.</summary>
internal static class SmallSchema
{
    public static bool Allows(JsonElement schema, JsonElement value) =>
        schema.EnumerateObject().All(word => word.Name switch
        {
            "description" or "default" => true,
            "type" => word.Value.ValueKind == JsonValueKind.String
                ? IsType(word.Value, value)
                : word.Value.EnumerateArray().Any(type => IsType(type, value)),
            "enum" => word.Value.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)),
            "anyOf" => word.Value.EnumerateArray().Any(choice => Allows(choice, value)),
            "items" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray().All(item => Allows(word.Value, item)),
            "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= word.Value.GetInt32(),
            "minLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= word.Value.GetInt32(),
            "minimum" => value.ValueKind != JsonValueKind.Number || Compare(value, word.Value) >= 0,
            "exclusiveMinimum" => value.ValueKind != JsonValueKind.Number || Compare(value, word.Value) > 0,
            "maximum" => value.ValueKind != JsonValueKind.Number || Compare(value, word.Value) <= 0,
            "exclusiveMaximum" => value.ValueKind != JsonValueKind.Number || Compare(value, word.Value) < 0,
            _ => throw new InvalidOperationException($"the test does not know {word.Name}"),
        });

    /// <summary>The numbers at, below and above each bound, wherever in the schema it stands.</summary>
    public static IEnumerable<string> Bounds(JsonElement schema)
    {
        foreach (var word in schema.EnumerateObject().Where(word => word.Name.EndsWith("inimum", StringComparison.Ordinal)
            || word.Name.EndsWith("aximum", StringComparison.Ordinal)))
        {
            yield return word.Value.GetRawText();
            if (BigInteger.TryParse(word.Value.GetRawText(), out var whole))
            {
                yield return (whole - 1).ToString(CultureInfo.InvariantCulture);
                yield return (whole + 1).ToString(CultureInfo.InvariantCulture);
            }
            // A part in 10⁶ is more than float's rounding, and so on one side of the bound for both.
            var bound = word.Value.GetDouble();
            yield return (bound * (1 - 1e-6) - 1e-9).ToString("R", CultureInfo.InvariantCulture);
            yield return (bound * (1 + 1e-6) + 1e-9).ToString("R", CultureInfo.InvariantCulture);
        }
    }

    private static bool IsType(JsonElement type, JsonElement value) => type.GetString() switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "string" => value.ValueKind == JsonValueKind.String,
        "array" => value.ValueKind == JsonValueKind.Array,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()),
        var other => throw new InvalidOperationException($"the test does not know {other}"),
    };

    private static int Compare(JsonElement a, JsonElement b) =>
        BigInteger.TryParse(a.GetRawText(), out var x) && BigInteger.TryParse(b.GetRawText(), out var y)
            ? x.CompareTo(y)
            : a.GetDouble().CompareTo(b.GetDouble());
}

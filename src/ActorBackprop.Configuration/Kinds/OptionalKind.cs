using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorBackprop.Configuration.Kinds;

/// <summary>A value that may be left to the program: null, in JSON as in text.</summary>
internal sealed class OptionalKind<T>(Kind<T> kind) : Kind<T?> where T : struct
{
    public override string Expected(string found) => kind.Expected(found);

    public override bool TryParse(string text, out T? value)
    {
        value = null;
        if (text == "null") return true;
        if (!kind.TryParse(text, out var given)) return false;
        value = given;
        return true;
    }

    public override bool TryRead(JsonElement json, out T? value)
    {
        value = null;
        if (json.ValueKind == JsonValueKind.Null) return true;
        if (!kind.TryRead(json, out var given)) return false;
        value = given;
        return true;
    }

    public override string Text(T? value) => value is { } given ? kind.Text(given) : "null";

    public override JsonNode? Json(T? value) => value is { } given ? kind.Json(given) : null;

    public override JsonObject Schema()
    {
        var schema = kind.Schema();
        if (schema["enum"] is JsonArray names) names.Add(null);
        else schema["type"] = new JsonArray(schema["type"]!.DeepClone(), "null");
        return schema;
    }

    public override IReadOnlyList<string> Choices => kind.Choices;
}

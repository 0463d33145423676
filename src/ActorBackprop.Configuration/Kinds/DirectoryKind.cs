using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorBackprop.Configuration.Kinds;

/// <summary>A directory's path, or null. It becomes absolute, so that a saved configuration means the same from anywhere.</summary>
internal sealed class DirectoryKind : Kind<string?>
{
    public override string Expected(string found) => "the path of a directory";

    public override bool TryParse(string text, out string? value)
    {
        value = null;
        return text == "null" || TryPath(text, out value);
    }

    public override bool TryRead(JsonElement json, out string? value)
    {
        value = null;
        return json.ValueKind == JsonValueKind.Null || (JsonText.Of(json) is { } text && TryPath(text, out value));
    }

    public override string Text(string? value) => value ?? "null";

    public override JsonNode? Json(string? value) => value;

    public override JsonObject Schema() => new() { ["type"] = new JsonArray("string", "null"), ["minLength"] = 1 };

    private static bool TryPath(string text, out string? value)
    {
        var isPath = text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal);
        value = isPath ? Path.GetFullPath(text) : null;
        return isPath;
    }
}

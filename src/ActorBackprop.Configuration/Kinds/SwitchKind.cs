using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorBackprop.Configuration.Kinds;

/// <summary>true or false.</summary>
internal sealed class SwitchKind : Kind<bool>
{
    public override string Expected(string found) => "true or false";

    public override bool TryParse(string text, out bool value)
    {
        value = text == "true";
        return value || text == "false";
    }

    public override bool TryRead(JsonElement json, out bool value)
    {
        value = json.ValueKind == JsonValueKind.True;
        return value || json.ValueKind == JsonValueKind.False;
    }

    public override string Text(bool value) => value ? "true" : "false";

    public override JsonNode? Json(bool value) => value;

    public override JsonObject Schema() => new() { ["type"] = "boolean" };
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorBackprop.Configuration.Kinds;

/// <summary>A line of text for people: not empty, and with nothing a terminal would obey.</summary>
/// <param name="most">Characters it may have.</param>
internal sealed class TextKind(int most) : Kind<string>
{
    public override string Expected(string found) => $"one line of 1 to {most} characters";

    public override bool TryParse(string text, out string value)
    {
        value = text;
        return text.Length > 0 && text.Length <= most && !text.Any(char.IsControl);
    }

    public override bool TryRead(JsonElement json, out string value)
    {
        value = JsonText.Of(json) ?? "";
        return TryParse(value, out value);
    }

    public override string Text(string value) => value;

    public override JsonNode? Json(string value) => value;

    public override JsonObject Schema() => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = most };
}

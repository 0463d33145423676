using System.Text.Json;
using System.Text.Json.Nodes;
using ActorBackprop.Learning;

namespace ActorBackprop.Configuration.Kinds;

/// <summary>One of the names of an enumeration.</summary>
internal sealed class ChoiceKind<T> : Kind<T> where T : struct, Enum
{
    public override IReadOnlyList<string> Choices { get; } = Names.All<T>();

    public override string Expected(string found) =>
        $"{string.Join(", ", Choices.SkipLast(1))} or {Choices[^1]}";

    public override bool TryParse(string text, out T value) => Names.TryParse(text, out value);

    public override bool TryRead(JsonElement json, out T value)
    {
        value = default;
        return JsonText.Of(json) is { } text && TryParse(text, out value);
    }

    public override string Text(T value) => Names.Of(value);

    public override JsonNode? Json(T value) => Text(value);

    public override JsonObject Schema() =>
        new() { ["enum"] = new JsonArray([.. Choices.Select(name => JsonValue.Create(name))]) };
}

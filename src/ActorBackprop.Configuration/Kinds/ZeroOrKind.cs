using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorBackprop.Configuration.Kinds;

/// <summary>0, which stands for something else, or a number of a range that does not reach to 0.</summary>
internal sealed class ZeroOrKind<T>(Kind<T> kind) : Kind<T> where T : struct, INumber<T>
{
    public override string Expected(string found) => $"0 or {kind.Expected(found)}";

    public override bool TryParse(string text, out T value) =>
        kind.TryParse(text, out value) || T.IsZero(value);

    public override bool TryRead(JsonElement json, out T value) =>
        kind.TryRead(json, out value) || (json.ValueKind == JsonValueKind.Number && T.IsZero(value));

    public override string Text(T value) => kind.Text(value);

    public override JsonNode? Json(T value) => kind.Json(value);

    public override JsonObject Schema() => new() { ["anyOf"] = new JsonArray(new JsonObject { ["const"] = 0 }, kind.Schema()) };
}

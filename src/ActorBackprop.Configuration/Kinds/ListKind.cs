using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorBackprop.Configuration.Kinds;

/// <summary>Several values: an array in JSON, in text with a separator between them. The first separator is the one written.</summary>
/// <param name="item">The kind of each.</param>
/// <param name="plural">What they are, to follow "expected".</param>
/// <param name="separators">Any of these stands between two values.</param>
/// <param name="least">Fewest values; where 1 will do, JSON may give it without the array.</param>
internal sealed class ListKind<T>(Kind<T> item, string plural, char[] separators, int least) : Kind<IReadOnlyList<T>>
{
    public override IReadOnlyList<string> Choices => item.Choices;

    public override string Expected(string found) => plural;

    public override bool TryParse(string text, out IReadOnlyList<T> value) =>
        TryAll<string>(text.Split(separators, StringSplitOptions.TrimEntries), item.TryParse, out value);

    public override bool TryRead(JsonElement json, out IReadOnlyList<T> value) =>
        TryAll<JsonElement>(json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : [json], item.TryRead, out value);

    public override string Text(IReadOnlyList<T> value) => string.Join(separators[0], value.Select(item.Text));

    public override JsonNode? Json(IReadOnlyList<T> value) =>
        value.Count == 1 && least == 1 ? item.Json(value[0]) : new JsonArray([.. value.Select(item.Json)]);

    public override JsonObject Schema()
    {
        var array = new JsonObject { ["type"] = "array", ["items"] = item.Schema(), ["minItems"] = least };
        return least > 1 ? array : new JsonObject { ["anyOf"] = new JsonArray(item.Schema(), array) };
    }

    public override bool Same(IReadOnlyList<T> a, IReadOnlyList<T> b) => a.SequenceEqual(b);

    private delegate bool Reader<TFrom>(TFrom from, out T value);

    private bool TryAll<TFrom>(IEnumerable<TFrom> written, Reader<TFrom> read, out IReadOnlyList<T> values)
    {
        var all = new List<T>();
        values = all;
        foreach (var one in written)
        {
            if (!read(one, out var value)) return false;
            all.Add(value);
        }
        return all.Count >= least;
    }
}

using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorBackprop.Learning;

namespace ActorBackprop.Configuration.Schema;

/// <summary>
/// A list of plain values: an array in JSON; in text, separated by commas, whole numbers also by dashes. Where one value is enough, JSON may
/// give it without the array.
/// </summary>
internal sealed class ListKind(Type itemType, SettingAttribute stated) : Kind
{
    private readonly Kind _item = Of(itemType, stated);
    private readonly char[] _separators = itemType == typeof(int) ? [',', '-'] : [','];

    private bool MayBeAlone => stated.MinItems == 1;

    public override IReadOnlyList<string> Choices => _item.Choices;

    public override string Expected(string found)
    {
        var items = _item switch
        {
            NumberKind<int> whole => whole.ExpectedOfMany(),
            NumberKind<double> number => number.ExpectedOfMany(),
            _ => "of " + _item.Expected(""),
        };
        var count = stated.MinItems switch { 0 => "", 1 => "one or more ", 2 => "two or more ", var n => $"{n} or more " };
        return count + items + (stated.Example is { } example ? $", as in {example}" : "");
    }

    public override bool TryParse(string text, out object? value) =>
        TryAll<string>(text.Split(_separators, StringSplitOptions.TrimEntries), _item.TryParse, out value);

    public override bool TryRead(JsonElement json, out object? value) =>
        TryAll<JsonElement>(json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : [json], _item.TryRead, out value);

    public override string Text(object? value) => string.Join(_separators[0], Items(value).Select(_item.Text));

    public override JsonNode? Json(object? value) => Items(value) is [var only] && MayBeAlone
        ? _item.Json(only)
        : new JsonArray([.. Items(value).Select(_item.Json)]);

    public override JsonObject Schema()
    {
        var array = new JsonObject { ["type"] = "array", ["items"] = _item.Schema(), ["minItems"] = stated.MinItems };
        return MayBeAlone ? new JsonObject { ["anyOf"] = new JsonArray(_item.Schema(), array) } : array;
    }

    public override bool Same(object? a, object? b) => Items(a).SequenceEqual(Items(b));

    private static List<object?> Items(object? list) => [.. ((IEnumerable)list!).Cast<object?>()];

    private delegate bool Reader<TFrom>(TFrom from, out object? value);

    private bool TryAll<TFrom>(TFrom[] written, Reader<TFrom> read, out object? values)
    {
        var all = Array.CreateInstance(itemType, written.Length);
        values = all;
        foreach (var (i, one) in written.Index())
        {
            if (!read(one, out var value)) return false;
            all.SetValue(value, i);
        }
        return all.Length >= stated.MinItems;
    }
}

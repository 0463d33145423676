using System.Text.Json;
using ActorBackprop.Learning.Data;

namespace ActorBackprop.Learning.GradientCheck;

/// <summary>A value in a JSON file with its place, for error messages.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Part">The part of the file, as in "case 3"; empty for the whole.</param>
/// <param name="Path">The path in the part, as in weights[0][2]; empty for its root.</param>
/// <param name="Json">The value.</param>
internal readonly record struct JsonPlace(string File, string Part, string Path, JsonElement Json)
{
    private const int MaxShown = 40;

    /// <summary>Gets the value of a key.</summary>
    public JsonPlace this[string key] => Find(key) ?? throw At(key).Fault("this key", "none");

    /// <summary>Returns the value of a key; null where the key is absent.</summary>
    public JsonPlace? Find(string key)
    {
        if (Json.ValueKind != JsonValueKind.Object) throw Fault("an object", Shown);
        return Json.TryGetProperty(key, out var value) ? At(key) with { Json = value } : null;
    }

    /// <summary>Returns the elements of an array.</summary>
    public JsonElement[] Items() =>
        Json.ValueKind == JsonValueKind.Array ? [.. Json.EnumerateArray()] : throw Fault("an array", Shown);

    /// <summary>Reads the elements of an array of a known length.</summary>
    public T[] Each<T>(int count, Func<JsonPlace, int, T> read)
    {
        if (Json.ValueKind != JsonValueKind.Array) throw Fault($"an array of {count}", Shown);
        if (Json.GetArrayLength() != count) throw Fault($"an array of {count}", $"{Json.GetArrayLength()}");
        return Each(read);
    }

    /// <summary>Reads the elements of an array.</summary>
    public T[] Each<T>(Func<JsonPlace, T> read) => Each((place, _) => read(place));

    /// <summary>Returns the value as a finite number.</summary>
    public double Number() => Json.ValueKind == JsonValueKind.Number && Json.TryGetDouble(out var number) && double.IsFinite(number)
        ? number
        : throw Fault("a finite number", Shown);

    /// <summary>Returns the value of an enumeration by its name.</summary>
    public T Name<T>() where T : struct, Enum => Json.ValueKind == JsonValueKind.String && Names.TryParse<T>(Json.GetString()!, out var value)
        ? value
        : throw Fault($"one of {string.Join(", ", Names.All<T>())}", Shown);

    /// <summary>Returns the exception that says what is wrong here.</summary>
    public DataFileException Fault(string expected, string found)
    {
        var place = string.Join(", ", new[] { Part, Path }.Where(name => name.Length > 0));
        return new(File, null, expected, found, place: place.Length == 0 ? null : place);
    }

    private string Shown => Json.GetRawText() is { Length: > MaxShown } text ? text[..MaxShown] + "…" : Json.GetRawText();

    private T[] Each<T>(Func<JsonPlace, int, T> read)
    {
        var items = Items();
        var values = new T[items.Length];
        for (var i = 0; i < items.Length; i++) values[i] = read(this with { Path = $"{Path}[{i}]", Json = items[i] }, i);
        return values;
    }

    private JsonPlace At(string key) => this with { Path = Path.Length == 0 ? key : $"{Path}.{key}" };
}

using System.Text.Json;
using System.Text.Json.Nodes;
using ActorBackprop.Configuration.Kinds;

namespace ActorBackprop.Configuration.Levels;

/// <summary>
/// What may stand somewhere in a level: how it is read, written and told of. One hand for all three, so that none of them
/// accepts what another does not know.
/// </summary>
internal abstract class Shape<T>
{
    /// <summary>Reads a value.</summary>
    /// <param name="entry">Where it stands.</param>
    /// <param name="path">What errors call it: links.latencySeconds.</param>
    /// <exception cref="ConfigurationException">It is none of this shape.</exception>
    public abstract T Read(SettingsFile.Entry entry, string path);

    /// <summary>The value as JSON; <see cref="Read"/> reads it back.</summary>
    public abstract JsonNode? Json(T value);

    /// <summary>What there is to know about it.</summary>
    public abstract IEnumerable<WorldSetting> Rows(string path, string description, T value, bool isRequired);

    protected static ConfigurationException Unfit(SettingsFile.Entry entry, string path, string expected) =>
        new($"{entry.ValueLabel}: {path}: expected {expected}, found {Shown.Json(entry.Value)}.");
}

/// <summary>A plain value.</summary>
internal sealed class PlainShape<T>(Kind<T> kind) : Shape<T>
{
    public override T Read(SettingsFile.Entry entry, string path) =>
        kind.TryRead(entry.Value, out var value) ? value : throw Unfit(entry, path, kind.Expected(entry.Value.GetRawText()));

    public override JsonNode? Json(T value) => kind.Json(value);

    public override IEnumerable<WorldSetting> Rows(string path, string description, T value, bool isRequired) =>
        [new(path, description, kind.Expected(""), isRequired ? "" : kind.Text(value) is { Length: > 0 } text ? text : "none")];
}

/// <summary>An array.</summary>
/// <param name="item">What is in it.</param>
/// <param name="most">Items it may have.</param>
/// <param name="some">An item, to tell of.</param>
internal sealed class ListShape<T>(Shape<T> item, int most, T some) : Shape<IReadOnlyList<T>>
{
    public override IReadOnlyList<T> Read(SettingsFile.Entry entry, string path)
    {
        if (entry.Value.ValueKind != JsonValueKind.Array) throw Unfit(entry, path, $"an array of at most {most} objects");
        var items = entry.Inner();
        return items.Count <= most
            ? [.. items.Select(one => item.Read(one, $"{path}[{one.Key}]"))]
            : throw new ConfigurationException($"{entry.ValueLabel}: {path}: expected at most {most} entries, found {items.Count}.");
    }

    public override JsonNode? Json(IReadOnlyList<T> value) => new JsonArray([.. value.Select(item.Json)]);

    public override IEnumerable<WorldSetting> Rows(string path, string description, IReadOnlyList<T> value, bool isRequired) =>
        item.Rows($"{path}[]", "", some, isRequired)
            .Prepend(new(path, description, $"an array of at most {most} objects", isRequired ? "" : "none"));
}

/// <summary>Something that may be left out: null.</summary>
/// <param name="shape">What it is else.</param>
/// <param name="some">One of them, to tell of.</param>
internal sealed class OptionalShape<T>(Shape<T> shape, T some) : Shape<T?> where T : class
{
    public override T? Read(SettingsFile.Entry entry, string path) =>
        entry.Value.ValueKind == JsonValueKind.Null ? null : shape.Read(entry, path);

    public override JsonNode? Json(T? value) => value is null ? null : shape.Json(value);

    public override IEnumerable<WorldSetting> Rows(string path, string description, T? value, bool isRequired) =>
        shape.Rows(path, "", some, isRequired).Prepend(new(path, description, "null or an object", "null"));
}

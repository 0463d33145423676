using System.Text.Json;
using System.Text.Json.Nodes;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Learning;

namespace ActorBackprop.Configuration.Schema;

/// <summary>
/// A kind of value, written as text (flags, environment) and as JSON (files). One class reads, writes and describes it, so that the schema
/// accepts what the program accepts.
/// </summary>
internal abstract class Kind
{
    /// <summary>Whether a flag without a value means true.</summary>
    public virtual bool IsSwitch => false;

    /// <summary>The names that a value is chosen from; empty when it is a number or text.</summary>
    public virtual IReadOnlyList<string> Choices => [];

    /// <summary>Returns the kind of a property's values.</summary>
    /// <param name="type">The property's type.</param>
    /// <param name="stated">The property's attribute.</param>
    public static Kind Of(Type type, SettingAttribute stated)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return new OptionalKind(Of(inner, stated));
        if (type.IsEnum) return new ChoiceKind(type);
        if (type == typeof(int)) return new NumberKind<int>(stated);
        if (type == typeof(double)) return new NumberKind<double>(stated);
        if (type == typeof(float)) return new NumberKind<float>(stated);
        if (type == typeof(long)) return new NumberKind<long>(stated);
        if (type == typeof(ulong)) return new NumberKind<ulong>(stated);
        if (type == typeof(bool)) return new SwitchKind();
        if (type == typeof(string)) return stated.IsPath ? new DirectoryKind() : new TextKind(stated.MaxLength);
        if (!type.IsGenericType) return new RecordKind(type);
        var item = type.GetGenericArguments()[0];
        return item is { IsClass: true } ? new RecordListKind(item, stated.MaxLength) : new ListKind(item, stated);
    }

    /// <summary>Returns what a valid value is, to follow "expected": a whole number of 1 or more.</summary>
    /// <param name="found">The invalid value.</param>
    public abstract string Expected(string found);

    /// <summary>Reads a text; false for an invalid value.</summary>
    public virtual bool TryParse(string text, out object? value) => throw ForFilesOnly();

    /// <summary>Reads JSON; false for an invalid value. By default, reads the JSON string as text.</summary>
    public virtual bool TryRead(JsonElement json, out object? value)
    {
        value = null;
        return SettingsFile.TextOf(json) is { } text && TryParse(text, out value);
    }

    /// <summary>Returns the value as text; <see cref="TryParse"/> reads it back.</summary>
    public virtual string Text(object? value) => throw ForFilesOnly();

    /// <summary>Returns the value as JSON; <see cref="TryRead"/> reads it back. By default, its text.</summary>
    public virtual JsonNode? Json(object? value) => Text(value);

    /// <summary>Returns a new JSON schema for values of this kind.</summary>
    public virtual JsonObject Schema() => throw ForFilesOnly();

    /// <summary>Returns whether two values are the same.</summary>
    public virtual bool Same(object? a, object? b) => Equals(a, b);

    /// <summary>Reads the value of a file's entry.</summary>
    /// <param name="entry">The entry of the file.</param>
    /// <param name="path">Its name in error messages: links.latencySeconds.</param>
    /// <exception cref="ConfigurationException">The value is invalid.</exception>
    public virtual object? Read(SettingsFile.Entry entry, string path) =>
        TryRead(entry.Value, out var value) ? value : throw Unfit(entry, path, Expected(entry.Value.GetRawText()));

    /// <summary>Returns the documentation of a setting and of the settings in it.</summary>
    /// <param name="path">Its path: links.latencySeconds.</param>
    /// <param name="description">Its description.</param>
    /// <param name="value">The default; null when it is required.</param>
    public virtual IEnumerable<WorldSetting> Describe(string path, string description, object? value) =>
        [new(path, description, Expected(""), value is null ? "" : Text(value) is { Length: > 0 } text ? text : "none")];

    private static NotSupportedException ForFilesOnly() => new("objects are for files only: they have no text and no schema");

    protected static ConfigurationException Unfit(SettingsFile.Entry entry, string path, string expected) =>
        new($"{entry.ValueLabel}: {path}: expected {expected}, found {Shown.Json(entry.Value)}.");
}

/// <summary>true or false.</summary>
internal sealed class SwitchKind : Kind
{
    public override bool IsSwitch => true;

    public override string Expected(string found) => "true or false";

    public override bool TryParse(string text, out object? value)
    {
        value = text == "true";
        return text is "true" or "false";
    }

    public override bool TryRead(JsonElement json, out object? value)
    {
        value = json.ValueKind == JsonValueKind.True;
        return json.ValueKind is JsonValueKind.True or JsonValueKind.False;
    }

    public override string Text(object? value) => value is true ? "true" : "false";

    public override JsonNode? Json(object? value) => value is true;

    public override JsonObject Schema() => new() { ["type"] = "boolean" };
}

/// <summary>One of the names of an enumeration.</summary>
internal sealed class ChoiceKind(Type type) : Kind
{
    private readonly (string Name, object Value)[] _values = [.. Enum.GetValues(type).Cast<Enum>().Select(value => (Names.Of(value), (object)value))];

    public override IReadOnlyList<string> Choices => Array.ConvertAll(_values, one => one.Name);

    public override string Expected(string found) => $"{string.Join(", ", Choices.SkipLast(1))} or {Choices[^1]}";

    public override bool TryParse(string text, out object? value)
    {
        value = Array.Find(_values, one => one.Name == text).Value;
        return value is not null;
    }

    public override string Text(object? value) => Names.Of((Enum)value!);

    public override JsonObject Schema() => new() { ["enum"] = new JsonArray([.. Choices.Select(name => JsonValue.Create(name))]) };
}

/// <summary>A line of text: not empty, and without control characters, which a terminal would interpret.</summary>
internal sealed class TextKind(int maxLength) : Kind
{
    public override string Expected(string found) => $"one line of 1 to {maxLength} characters";

    public override bool TryParse(string text, out object? value)
    {
        value = text;
        return text.Length > 0 && text.Length <= maxLength && !text.Any(char.IsControl);
    }

    public override string Text(object? value) => (string)value!;

    public override JsonObject Schema() => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = maxLength };
}

/// <summary>A directory's path, or null. It becomes absolute, so that a saved configuration means the same from anywhere.</summary>
internal sealed class DirectoryKind : Kind
{
    public override string Expected(string found) => "the path of a directory";

    public override bool TryParse(string text, out object? value)
    {
        value = null;
        return text == "null" || TryPath(text, out value);
    }

    public override bool TryRead(JsonElement json, out object? value)
    {
        value = null;
        return json.ValueKind == JsonValueKind.Null || (SettingsFile.TextOf(json) is { } text && TryPath(text, out value));
    }

    public override string Text(object? value) => (string?)value ?? "null";

    public override JsonNode? Json(object? value) => (string?)value;

    public override JsonObject Schema() => new() { ["type"] = new JsonArray("string", "null"), ["minLength"] = 1 };

    private static bool TryPath(string text, out object? value)
    {
        var isPath = text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal);
        value = isPath ? Path.GetFullPath(text) : null;
        return isPath;
    }
}

/// <summary>A value that the program derives when it is null.</summary>
internal sealed class OptionalKind(Kind kind) : Kind
{
    public override IReadOnlyList<string> Choices => kind.Choices;

    public override string Expected(string found) => kind.Expected(found);

    public override bool TryParse(string text, out object? value)
    {
        value = null;
        return text == "null" || kind.TryParse(text, out value);
    }

    public override bool TryRead(JsonElement json, out object? value)
    {
        value = null;
        return json.ValueKind == JsonValueKind.Null || kind.TryRead(json, out value);
    }

    public override string Text(object? value) => value is null ? "null" : kind.Text(value);

    public override JsonNode? Json(object? value) => value is null ? null : kind.Json(value);

    public override JsonObject Schema()
    {
        var schema = kind.Schema();
        if (schema["enum"] is JsonArray names) names.Add(null);
        else schema["type"] = new JsonArray(schema["type"]!.DeepClone(), "null");
        return schema;
    }
}

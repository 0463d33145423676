using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorBackprop.Configuration.Levels;

/// <summary>An object with keys of its own; whatever else is in it is an error.</summary>
/// <param name="start">What it is with no key given.</param>
/// <param name="fields">The keys.</param>
internal sealed class ObjectShape<T>(T start, params Field<T>[] fields) : Shape<T>
{
    public override T Read(SettingsFile.Entry entry, string path) => entry.Value.ValueKind == JsonValueKind.Object
        ? Read(entry.Inner(), entry.ValueLabel, path)
        : throw Unfit(entry, path.Length == 0 ? entry.Key : path, "an object");

    /// <summary>Reads what is in an object.</summary>
    /// <param name="entries">Its keys.</param>
    /// <param name="label">Where it stands.</param>
    /// <param name="path">What errors call it; empty for a whole file.</param>
    public T Read(IReadOnlyList<SettingsFile.Entry> entries, string label, string path)
    {
        var value = start;
        foreach (var entry in entries)
        {
            var field = fields.FirstOrDefault(field => field.Key == entry.Key)
                ?? throw UnknownName.Among(
                    fields.Select(field => field.Key), $"{In(entry.KeyLabel, path)}: unknown key {Shown.Quoted(entry.Key)}", entry.Key);
            value = field.Read(value, entry, Under(path, field.Key));
        }
        var missing = fields.FirstOrDefault(field => field.IsRequired && entries.All(entry => entry.Key != field.Key));
        return missing is null
            ? value
            : throw new ConfigurationException($"{In(label, path)}: expected the key \"{missing.Key}\", found none.");
    }

    public override JsonNode? Json(T value) =>
        new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, field.Json(value))));

    public override IEnumerable<WorldSetting> Rows(string path, string description, T value, bool isRequired) =>
        fields.SelectMany(field => field.Rows(Under(path, field.Key), value));

    private static string In(string label, string path) => path.Length == 0 ? label : $"{label}: {path}";

    private static string Under(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}

/// <summary>A key of an object.</summary>
internal abstract class Field<T>(string key, bool isRequired)
{
    public string Key => key;

    public bool IsRequired => isRequired;

    /// <summary>The object with this key's value read.</summary>
    public abstract T Read(T onto, SettingsFile.Entry entry, string path);

    public abstract JsonNode? Json(T of);

    public abstract IEnumerable<WorldSetting> Rows(string path, T of);
}

/// <summary>A key with the type of its value.</summary>
internal sealed class Field<T, TValue>(
    string key, string description, Shape<TValue> shape, Func<T, TValue> get, Func<T, TValue, T> with, bool isRequired = false)
    : Field<T>(key, isRequired)
{
    public override T Read(T onto, SettingsFile.Entry entry, string path) => with(onto, shape.Read(entry, path));

    public override JsonNode? Json(T of) => shape.Json(get(of));

    public override IEnumerable<WorldSetting> Rows(string path, T of) => shape.Rows(path, description, get(of), IsRequired);
}

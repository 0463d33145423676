using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorBackprop.Configuration.Levels;

namespace ActorBackprop.Configuration.Schema;

/// <summary>A JSON object with the settings of a record; any other key is an error.</summary>
/// <param name="type">The record.</param>
/// <param name="isOptional">Whether null is allowed instead. Default: false.</param>
internal sealed class RecordKind(Type type, bool isOptional = false) : Kind
{
    private IReadOnlyList<Setting> Settings => Setting.Of(type);

    public override string Expected(string found) => "an object";

    public override object? Read(SettingsFile.Entry entry, string path)
    {
        if (isOptional && entry.Value.ValueKind == JsonValueKind.Null) return null;
        if (entry.Value.ValueKind != JsonValueKind.Object) throw Unfit(entry, path.Length == 0 ? entry.Key : path, Expected(""));
        return Read(entry.Inner(), entry.ValueLabel, path);
    }

    /// <summary>Reads the members of an object.</summary>
    /// <param name="entries">The members.</param>
    /// <param name="label">Its position, for error messages.</param>
    /// <param name="path">Its name in error messages; empty for a whole file.</param>
    public object Read(IReadOnlyList<SettingsFile.Entry> entries, string label, string path)
    {
        var value = Setting.Start(type);
        foreach (var entry in entries)
        {
            var setting = Settings.FirstOrDefault(setting => setting.Key == entry.Key) ?? throw Nearest.Unknown(
                Settings.Select(setting => setting.Key), $"{In(entry.KeyLabel, path)}: unknown key {Shown.Quoted(entry.Key)}", entry.Key);
            value = setting.With(value, entry, Under(path, setting.Key));
        }
        var missing = Settings.FirstOrDefault(setting => setting.IsRequired && entries.All(entry => entry.Key != setting.Key));
        return missing is null
            ? value
            : throw new ConfigurationException($"{In(label, path)}: expected the key \"{missing.Key}\", found none.");
    }

    public override JsonNode? Json(object? value) => value is null
        ? null
        : new JsonObject(Settings.Select(setting => KeyValuePair.Create(setting.Key, setting.JsonOf(value))));

    public override IEnumerable<WorldSetting> Describe(string path, string description, object? value)
    {
        var start = value ?? Setting.Start(type);
        var inner = Settings.SelectMany(setting => setting.Describe(Under(path, setting.Key), start));
        return isOptional ? inner.Prepend(new(path, description, "null or an object", "null")) : inner;
    }

    private static string In(string label, string path) => path.Length == 0 ? label : $"{label}: {path}";

    private static string Under(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}

/// <summary>A JSON array of objects.</summary>
internal sealed class RecordListKind(Type itemType, int maxItems) : Kind
{
    private readonly RecordKind _item = new(itemType);

    public override string Expected(string found) => $"an array of at most {maxItems} objects";

    public override object? Read(SettingsFile.Entry entry, string path)
    {
        if (entry.Value.ValueKind != JsonValueKind.Array) throw Unfit(entry, path, Expected(""));
        var items = entry.Inner();
        if (items.Count > maxItems)
            throw new ConfigurationException($"{entry.ValueLabel}: {path}: expected at most {maxItems} entries, found {items.Count}.");
        var values = Array.CreateInstance(itemType, items.Count);
        foreach (var (i, item) in items.Index()) values.SetValue(_item.Read(item, $"{path}[{i}]"), i);
        return values;
    }

    public override JsonNode? Json(object? value) => new JsonArray([.. ((IEnumerable)value!).Cast<object?>().Select(_item.Json)]);

    public override IEnumerable<WorldSetting> Describe(string path, string description, object? value) =>
        _item.Describe($"{path}[]", "", null).Prepend(new(path, description, Expected(""), value is null ? "" : "none"));
}

using System.Text.Json;
using System.Text.Json.Nodes;
using ActorBackprop.Configuration.Kinds;

namespace ActorBackprop.Configuration;

/// <summary>A row of the table with the type of its value.</summary>
internal sealed class SettingOf<T>(
    string key, string description, Kind<T> kind,
    Func<TrainingSettings, T> get, Func<TrainingSettings, T, TrainingSettings> with, bool changesTheBits = true)
    : Setting(key, description, changesTheBits)
{
    private static readonly TrainingSettings Defaults = new();

    /// <summary>The default in words, where the value is derived.</summary>
    public string? Derived { get; init; }

    public override string DefaultText => Derived ?? kind.Text(get(Defaults));

    public override bool IsSwitch => kind is SwitchKind;

    public override IReadOnlyList<string> Choices => kind.Choices;

    public override string TextOf(TrainingSettings settings) => kind.Text(get(settings));

    internal override TrainingSettings WithText(TrainingSettings settings, string text, string label) =>
        kind.TryParse(text, out var value)
            ? with(settings, value)
            : throw new ConfigurationException($"{label}: expected {kind.Expected(text)}, found {Shown.Text(text)}.");

    internal override TrainingSettings WithJson(TrainingSettings settings, JsonElement json, string label) =>
        kind.TryRead(json, out var value)
            ? with(settings, value)
            : throw new ConfigurationException(
                $"{label}: {Key}: expected {kind.Expected(json.GetRawText())}, found {Shown.Json(json)}.");

    internal override string? FaultIn(TrainingSettings settings)
    {
        var text = TextOf(settings);
        return kind.TryParse(text, out _) ? null : $"{Key}: expected {kind.Expected(text)}, found {Shown.Text(text)}.";
    }

    internal override JsonNode? JsonOf(TrainingSettings settings) => kind.Json(get(settings));

    internal override bool Same(TrainingSettings a, TrainingSettings b) => kind.Same(get(a), get(b));

    internal override JsonObject Schema()
    {
        var schema = kind.Schema();
        schema.Insert(0, "description", Derived is null ? Description : $"{Description}. By default: {Derived}");
        schema["default"] = JsonOf(Defaults);
        return schema;
    }
}

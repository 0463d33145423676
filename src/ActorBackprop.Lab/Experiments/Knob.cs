using ActorBackprop.Learning;
using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Kinds;

namespace ActorBackprop.Lab.Experiments;

/// <summary>What an experiment can set and vary: every setting by its key, and how a run is run.</summary>
internal static class Knob
{
    /// <summary>The keys of how a run is run.</summary>
    public const string Host = "host", Level = "level", NoGradient = "noGradient";

    private static readonly TrainingSettings Defaults = new();
    private static readonly ChoiceKind<SweepHost> HostKind = new();
    private static readonly TextKind LevelKind = new(1000);
    private static readonly SwitchKind NoGradientKind = new();

    /// <summary>All keys.</summary>
    public static IEnumerable<string> Keys => Setting.All.Select(setting => setting.Key).Concat([Host, Level, NoGradient]);

    /// <summary>Reads a value.</summary>
    /// <exception cref="ConfigurationException">There is no such key, or the value is none for it.</exception>
    public static Assignment Read(SettingsFile.Entry key, SettingsFile.Entry value) => new(key.Key, key.Key switch
    {
        Host => TextOf(HostKind, value),
        Level => TextOf(LevelKind, value),
        NoGradient => TextOf(NoGradientKind, value),
        _ => SettingOf(key.Key, key.KeyLabel) is { } setting
            ? setting.TextOf(setting.WithJson(Defaults, value.Value, value.ValueLabel))
            : "",
    }, value.ValueLabel);

    /// <summary>Reads a value of a command line.</summary>
    /// <exception cref="ConfigurationException">There is no such key, or the value is none for it.</exception>
    public static Assignment Read(string key, string text, string label) => new(key, key switch
    {
        Host => TextOf(HostKind, text, label),
        Level => TextOf(LevelKind, text, label),
        NoGradient => TextOf(NoGradientKind, text, label),
        _ => SettingOf(key, label) is { } setting ? setting.TextOf(setting.WithText(Defaults, text, label)) : "",
    }, label);

    /// <summary>Whether a key says how a run is run, and is no setting.</summary>
    public static bool IsOfTheRun(string key) => key is Host or Level or NoGradient;

    /// <summary>The host that a text names, as it was read.</summary>
    public static SweepHost HostOf(string text) => Names.TryParse<SweepHost>(text, out var host) ? host : default;

    private static Setting SettingOf(string key, string label) =>
        Setting.All.FirstOrDefault(setting => setting.Key == key)
            ?? throw UnknownName.Among(Keys, $"{label}: unknown key {Shown.Quoted(key)}", key);

    private static string TextOf<T>(Kind<T> kind, SettingsFile.Entry value) => kind.TryRead(value.Value, out var read)
        ? kind.Text(read)
        : throw new ConfigurationException(
            $"{value.ValueLabel}: expected {kind.Expected(value.Value.GetRawText())}, found {Shown.Json(value.Value)}.");

    private static string TextOf<T>(Kind<T> kind, string text, string label) => kind.TryParse(text, out var read)
        ? kind.Text(read)
        : throw new ConfigurationException($"{label}: expected {kind.Expected(text)}, found {Shown.Text(text)}.");
}

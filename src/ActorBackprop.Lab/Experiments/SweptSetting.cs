using ActorBackprop.Configuration;
using ActorBackprop.Learning;

namespace ActorBackprop.Lab.Experiments;

/// <summary>What an experiment can set and vary: every setting by its key, and how a run is run.</summary>
internal static class SweptSetting
{
    /// <summary>The keys of how a run is run.</summary>
    public const string Host = "host", Level = "level", NoGradient = "noGradient";

    private static readonly HowToRun OfRuns = new();
    private static readonly TrainingSettings OfTrainings = new();

    /// <summary>All keys.</summary>
    public static IEnumerable<string> Keys => Setting.All.Concat(Setting.Of(typeof(HowToRun))).Select(setting => setting.Key);

    /// <summary>Reads a value.</summary>
    /// <exception cref="ConfigurationException">There is no such key, or the value is none for it.</exception>
    public static Assignment Read(SettingsFile.Entry key, SettingsFile.Entry value)
    {
        var setting = Find(key.Key, key.KeyLabel);
        var text = IsOfTheRun(key.Key) ? setting.TextOf(setting.With(OfRuns, value)) : setting.TextOf(setting.With(OfTrainings, value));
        return new(key.Key, text, value.ValueLabel);
    }

    /// <summary>Reads a value of a command line.</summary>
    /// <exception cref="ConfigurationException">There is no such key, or the value is none for it.</exception>
    public static Assignment Read(string key, string text, string label)
    {
        var setting = Find(key, label);
        var read = IsOfTheRun(key) ? setting.TextOf(setting.With(OfRuns, text, label)) : setting.TextOf(setting.With(OfTrainings, text, label));
        return new(key, read, label);
    }

    /// <summary>Returns whether a key says how a run is run, and is no setting.</summary>
    public static bool IsOfTheRun(string key) => key is Host or Level or NoGradient;

    /// <summary>Returns the host that a text names, as it was read.</summary>
    public static SweepHost HostOf(string text) => Names.TryParse<SweepHost>(text, out var host) ? host : default;

    private static Setting Find(string key, string label) =>
        Setting.All.Concat(Setting.Of(typeof(HowToRun))).FirstOrDefault(setting => setting.Key == key)
            ?? throw Nearest.Unknown(Keys, $"{label}: unknown key {Shown.Quoted(key)}", key);

    private sealed record HowToRun
    {
        [Setting("What runs a training")]
        public SweepHost Host { get; init; }

        [Setting("The level of a simulation", maxLength: 1000)]
        public string Level { get; init; } = "";

        [Setting("Whether a simulation runs the protocol alone")]
        public bool NoGradient { get; init; }
    }
}

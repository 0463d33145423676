using ActorBackprop.Configuration;
using ActorBackprop.Learning;

namespace ActorBackprop.Lab.Experiments;

/// <summary>The values that an experiment can set and vary: every setting, and how a run is executed.</summary>
internal static class SweptSetting
{
    /// <summary>The keys that say how a run is executed.</summary>
    public const string Host = "host", Level = "level", NoGradient = "noGradient";

    private static readonly HowToRun OfRuns = new();
    private static readonly TrainingSettings OfTrainings = new();

    /// <summary>All keys.</summary>
    public static IEnumerable<string> Keys => Setting.All.Concat(Setting.Of(typeof(HowToRun))).Select(setting => setting.Key);

    /// <summary>Reads a value from a file.</summary>
    /// <exception cref="ConfigurationException">The key or the value is invalid.</exception>
    public static Assignment Read(SettingsFile.Entry key, SettingsFile.Entry value)
    {
        var setting = Find(key.Key, key.KeyLabel);
        var text = IsOfTheRun(key.Key) ? setting.TextOf(setting.With(OfRuns, value)) : setting.TextOf(setting.With(OfTrainings, value));
        return new(key.Key, text, value.ValueLabel);
    }

    /// <summary>Reads a value from a command line.</summary>
    /// <exception cref="ConfigurationException">The key or the value is invalid.</exception>
    public static Assignment Read(string key, string text, string label)
    {
        var setting = Find(key, label);
        var read = IsOfTheRun(key) ? setting.TextOf(setting.With(OfRuns, text, label)) : setting.TextOf(setting.With(OfTrainings, text, label));
        return new(key, read, label);
    }

    /// <summary>Returns whether a key says how a run is executed, and is not a setting.</summary>
    public static bool IsOfTheRun(string key) => key is Host or Level or NoGradient;

    /// <summary>Returns the host of a text that was read before.</summary>
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

/// <summary>Creates experiments from command lines.</summary>
public static class SweptByFlags
{
    /// <summary>Creates an experiment with all combinations of values.</summary>
    /// <param name="axes">Keys with their values, as in workers with 1,2,4; none where only seeds or repeats vary.</param>
    /// <exception cref="ConfigurationException">An axis is invalid.</exception>
    public static Experiment Experiment(IReadOnlyList<Assignment> axes)
    {
        var grid = axes.Select(Axis).ToList();
        if (grid.GroupBy(axis => axis[0].Key).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ConfigurationException($"{twice.Last()[0].Label}: expected each setting once, found {twice.Key} again.");
        var keys = grid.Count > 0 ? grid.Select(axis => axis[0].Key).ToArray() : ["seed"];
        var experiment = new Experiment { Name = $"sweep-{string.Join('-', keys)}", Title = $"Sweep of {string.Join(", ", keys)}" };
        var parts = new ExperimentParts();
        return parts.Put(parts.With(Combining.Grid(grid), experiment));
    }

    /// <summary>Returns an experiment whose runs share another value.</summary>
    public static Experiment With(Experiment experiment, string key, string text, string label) =>
        experiment.Varied.Contains(key)
            ? throw new ConfigurationException($"{label}: the sweep itself varies {key}; leave it out.")
            : experiment with { Shared = [.. experiment.Shared, SweptSetting.Read(key, text, label)] };

    private static IReadOnlyList<Assignment> Axis(Assignment given) =>
        [.. given.Text.Split(',').Select(value => SweptSetting.Read(given.Key, value.Trim(), given.Label))];
}

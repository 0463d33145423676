using ActorBackprop.Lab.Experiments;
using ActorBackprop.Learning;
using ActorBackprop.Configuration;

namespace ActorBackprop.Lab.Collecting;

/// <summary>The values that runs may differ in: every setting, and how they were run.</summary>
public static class RunValue
{
    /// <summary>The text of a setting that was left out, and is derived from others.</summary>
    public const string ByDefault = "null";

    /// <summary>The value of a key as text.</summary>
    public static string Of(RunSummary run, string key) => key switch
    {
        Knob.Host => Names.Of(run.Host),
        Knob.Level => run.LevelName ?? "none",
        Knob.NoGradient => run.Record.NoGradient == true ? "true" : "false",
        _ => Setting.All.FirstOrDefault(setting => setting.Key == key)?.TextOf(run.Settings) ?? "none",
    };

    /// <summary>The keys in which some runs differ, the seed not among them.</summary>
    public static IReadOnlyList<string> Varied(IReadOnlyList<RunSummary> runs) =>
        [.. Knob.Keys.Where(key => key != "seed" && runs.Select(run => Of(run, key)).Distinct().Count() > 1)];
}

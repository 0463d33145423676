using ActorBackprop.Configuration;
using ActorBackprop.Lab.Collecting;

namespace ActorBackprop.Lab.Reporting.Sections;

/// <summary>All runs, and the settings they share.</summary>
internal static class RunsSection
{
    private const int HashDigits = 12;

    /// <summary>Returns the section with all runs.</summary>
    public static Section Of(RunSet set) => new("All runs")
    {
        Table = new ReportTable(
            ["seed", "epochs", "cost", "test accuracy, %", "best, %", "seconds", "samples/s", "times", "weightsSha256", "state", "run"],
            [.. set.Runs.Select(Row), .. Absent(set)]),
    };

    /// <summary>Returns the section with the settings that all runs share; null without runs.</summary>
    public static Section? Shared(RunSet set)
    {
        if (set.Runs.Count == 0) return null;
        var shared = Setting.All.Where(setting => set.Runs.Select(run => setting.TextOf(run.Settings)).Distinct().Count() == 1);
        return new Section("Settings that all runs share")
        {
            Table = new ReportTable(["setting", "value"],
                [.. shared.Select(setting => (IReadOnlyList<string>)[setting.Key, Text(setting.TextOf(set.Runs[0].Settings))])]),
        };
    }

    private static string Text(string value) => value == RunValue.ByDefault ? "by default" : value;

    private static IReadOnlyList<string> Row(RunSummary run) =>
    [
        run.Settings.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Numbers.Whole(run.Epochs.Count), run.Last is { } last ? Numbers.Short(last.Cost) : "–",
        run.Last is { } final ? Numbers.Percent(final.TestAccuracy) : "–", run.BestTestAccuracy is { } best ? Numbers.Percent(best) : "–",
        run.Seconds is { } seconds ? Numbers.Short(seconds) : "–", run.SamplesPerSecond is { } rate ? Numbers.Short(rate) : "–",
        run.Times.Name(), run.Record.WeightsSha256 is { } hash ? hash[..HashDigits] : "–", run.StateName, run.Name,
    ];

    private static IEnumerable<IReadOnlyList<string>> Absent(RunSet set) =>
        (set.Sweep?.Runs ?? []).Where(entry => set.Runs.All(run => run.Name != entry.Name))
            .Select(entry => (IReadOnlyList<string>)
                ["–", "–", "–", "–", "–", "–", "–", "–", "–", entry.State.ToString().ToLowerInvariant(), entry.Name]);
}

using ActorBackprop.Configuration;
using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Experiments;

namespace ActorBackprop.Lab.Reporting;

/// <summary>Puts runs together that differ in their seeds alone.</summary>
internal static class Grouping
{
    /// <summary>A label that is longer stands for nothing anybody could tell from others: a run's own name does.</summary>
    private const int LongestLabel = 120;

    /// <summary>The groups of all runs that are finished or have diverged, in the order of their first.</summary>
    public static IReadOnlyList<Group> Of(RunSet set)
    {
        var ended = set.Runs.Where(run => run.State == RunState.Finished || run.HasDiverged).ToList();
        var varied = set.Varied.Where(key => ended.Select(run => RunValue.Of(run, key)).Distinct().Count() > 1).ToList();
        // A level is what a simulation is run in: beside a host that varies it says nothing more.
        if (varied.Contains(SweptSetting.Host)) varied.RemoveAll(key => key == SweptSetting.Level && LevelsOf(ended) == 1);
        List<Group> groups =
        [
            .. ended.GroupBy(run => string.Join('\n', varied.Select(key => RunValue.Of(run, key)))).Select((runs, index) =>
            {
                var values = varied.ToDictionary(key => key, key => RunValue.Of(runs.First(), key));
                var sorted = runs.OrderBy(run => run.Settings.Seed).ThenBy(run => run.Name).ToList();
                return new Group(index, LabelOf(set, sorted, values), values,
                    sorted.FindAll(run => run.State == RunState.Finished), sorted.FindAll(run => run.HasDiverged));
            }),
        ];
        var ambiguous = groups.GroupBy(group => group.Label).Where(same => same.Count() > 1).Select(same => same.Key).ToHashSet();
        return [.. groups.Select(group => ambiguous.Contains(group.Label) ? group with { Label = LabelOf(group.Values) } : group)];
    }

    /// <summary>What a group of these values is called.</summary>
    public static string LabelOf(IEnumerable<KeyValuePair<string, string>> values) =>
        string.Join(", ", values.Select(value => value.Key == SweptSetting.Host ? value.Value
            : $"{value.Key} {(value.Value == RunValue.ByDefault ? "by default" : value.Value)}"));

    /// <summary>Of what varies, the values that some settings make a difference for, without those that were left out.</summary>
    public static IEnumerable<KeyValuePair<string, string>> ThatMatter(
        IEnumerable<KeyValuePair<string, string>> values, TrainingSettings settings) => values.Where(value =>
            value.Value != RunValue.ByDefault && (Setting.All.FirstOrDefault(setting => setting.Key == value.Key)?.IsRead(settings) ?? true));

    private static string LabelOf(RunSet set, List<RunSummary> runs, Dictionary<string, string> values)
    {
        if (values.Count == 0) return set.Sweep?.Name ?? "all runs";
        var label = LabelOf(ThatMatter(values, runs[0].Settings));
        if (label.Length == 0) return LabelOf(values);
        return label.Length > LongestLabel && set.Sweep is null && runs.Count == 1 ? runs[0].Name : label;
    }

    private static int LevelsOf(IEnumerable<RunSummary> runs) =>
        runs.Where(run => run.LevelName is not null).Select(run => run.LevelName).Distinct().Count();
}

/// <summary>Runs that differ in their seeds alone.</summary>
/// <param name="Index">Which, from 0: its colour.</param>
/// <param name="Label">What it is called: workers 2.</param>
/// <param name="Values">What varies, with its values.</param>
/// <param name="Runs">Its runs that are finished, by seed; none where all diverged.</param>
/// <param name="Diverged">Its runs that diverged, by seed.</param>
internal sealed record Group(
    int Index, string Label, IReadOnlyDictionary<string, string> Values, IReadOnlyList<RunSummary> Runs, IReadOnlyList<RunSummary> Diverged)
{
    /// <summary>Its number in tables and charts, from 1.</summary>
    public string Number => Numbers.Whole(Index + 1);

    /// <summary>Its number and label, for charts and legends.</summary>
    public string Title => $"{Number}. {Label}";

    /// <summary>How many of its runs diverged, in words: 1 of 5.</summary>
    public string DivergedOf => $"{Diverged.Count} of {Runs.Count + Diverged.Count}";

    /// <summary>What the times of its runs are worth.</summary>
    public TimeKind Times => Runs.Concat(Diverged).Max(run => run.Times);

    /// <summary>Seeds of its finished runs; a seed that is repeated counts once.</summary>
    public int Seeds => Runs.Select(run => run.Settings.Seed).Distinct().Count();

    /// <summary>A value of its runs by seed; of a seed that is repeated, of the first.</summary>
    public IReadOnlyDictionary<ulong, double> BySeed(Func<RunSummary, double?> value) =>
        Runs.Where(run => value(run) is not null).GroupBy(run => run.Settings.Seed)
            .ToDictionary(seed => seed.Key, seed => value(seed.First())!.Value);
}

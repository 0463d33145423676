using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Configuration;

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
        if (varied.Contains(Knob.Host)) varied.RemoveAll(key => key == Knob.Level && LevelsOf(ended) == 1);
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
        string.Join(", ", values.Select(value => value.Key == Knob.Host ? value.Value
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

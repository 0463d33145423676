using ActorBackprop.Configuration;
using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Experiments;

namespace ActorBackprop.Lab.Reporting;

/// <summary>Groups runs that differ only in their seeds.</summary>
internal static class Grouping
{
    /// <summary>The longest label that readers can tell from others; instead of a longer one, a run's name is used.</summary>
    private const int MaxLabel = 120;

    /// <summary>Returns the groups of all runs that have finished or diverged, ordered by their first run.</summary>
    public static IReadOnlyList<Group> Of(RunSet set)
    {
        var ended = set.Runs.Where(run => run.State == RunState.Finished || run.HasDiverged).ToList();
        var varied = set.Varied.Where(key => ended.Select(run => RunValue.Of(run, key)).Distinct().Count() > 1).ToList();
        // If the host varies and there is one level, the level says nothing more.
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

    /// <summary>Returns the label of a group with these values.</summary>
    public static string LabelOf(IEnumerable<KeyValuePair<string, string>> values) =>
        string.Join(", ", values.Select(value => value.Key == SweptSetting.Host ? value.Value
            : $"{value.Key} {(value.Value == RunValue.ByDefault ? "by default" : value.Value)}"));

    /// <summary>Returns the varying values that these settings use, without those that were left out.</summary>
    public static IEnumerable<KeyValuePair<string, string>> ThatMatter(
        IEnumerable<KeyValuePair<string, string>> values, TrainingSettings settings) => values.Where(value =>
            value.Value != RunValue.ByDefault && (Setting.All.FirstOrDefault(setting => setting.Key == value.Key)?.IsRead(settings) ?? true));

    private static string LabelOf(RunSet set, List<RunSummary> runs, Dictionary<string, string> values)
    {
        if (values.Count == 0) return set.Sweep?.Name ?? "all runs";
        var label = LabelOf(ThatMatter(values, runs[0].Settings));
        if (label.Length == 0) return LabelOf(values);
        return label.Length > MaxLabel && set.Sweep is null && runs.Count == 1 ? runs[0].Name : label;
    }

    private static int LevelsOf(IEnumerable<RunSummary> runs) =>
        runs.Where(run => run.LevelName is not null).Select(run => run.LevelName).Distinct().Count();
}

/// <summary>Runs that differ only in their seeds.</summary>
/// <param name="Index">Its index from 0, which selects its colour.</param>
/// <param name="Label">Its label: workers 2.</param>
/// <param name="Values">The values that vary.</param>
/// <param name="Runs">The finished runs, ordered by seed; none where all diverged.</param>
/// <param name="Diverged">The diverged runs, ordered by seed.</param>
internal sealed record Group(
    int Index, string Label, IReadOnlyDictionary<string, string> Values, IReadOnlyList<RunSummary> Runs, IReadOnlyList<RunSummary> Diverged)
{
    /// <summary>Its number in tables and charts, from 1.</summary>
    public string Number => Numbers.Whole(Index + 1);

    /// <summary>Its number and label, for charts and legends.</summary>
    public string Title => $"{Number}. {Label}";

    /// <summary>How many of its runs diverged, in words: 1 of 5.</summary>
    public string DivergedOf => $"{Diverged.Count} of {Runs.Count + Diverged.Count}";

    /// <summary>Where the times of its runs come from.</summary>
    public TimeKind Times => Runs.Concat(Diverged).Max(run => run.Times);

    /// <summary>The number of different seeds of its finished runs.</summary>
    public int Seeds => Runs.Select(run => run.Settings.Seed).Distinct().Count();

    /// <summary>Returns a value of its runs by seed; for a repeated seed, of the first run.</summary>
    public IReadOnlyDictionary<ulong, double> BySeed(Func<RunSummary, double?> value) =>
        Runs.Where(run => value(run) is not null).GroupBy(run => run.Settings.Seed)
            .ToDictionary(seed => seed.Key, seed => value(seed.First())!.Value);
}

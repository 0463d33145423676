using ActorBackprop.Lab.Collecting;

namespace ActorBackprop.Lab.Reporting;

/// <summary>Puts runs together that differ in their seeds alone.</summary>
internal static class Grouping
{
    /// <summary>The groups of all finished runs, in the order of their first.</summary>
    public static IReadOnlyList<Group> Of(RunSet set)
    {
        var finished = set.Runs.Where(run => run.State == RunState.Finished).ToList();
        var varied = set.Varied.Where(key => finished.Select(run => RunValue.Of(run, key)).Distinct().Count() > 1).ToList();
        // A level is what a simulation is run in: beside a host that varies it says nothing more.
        if (varied.Contains("host")) varied.RemoveAll(key => key == "level" && LevelsOf(finished) == 1);
        return
        [
            .. finished.GroupBy(run => string.Join('\n', varied.Select(key => RunValue.Of(run, key)))).Select((runs, index) =>
            {
                var values = varied.ToDictionary(key => key, key => RunValue.Of(runs.First(), key));
                return new Group(index, LabelOf(set, values), values, [.. runs.OrderBy(run => run.Settings.Seed).ThenBy(run => run.Name)]);
            }),
        ];
    }

    /// <summary>What a group of these values is called.</summary>
    public static string LabelOf(IEnumerable<KeyValuePair<string, string>> values) =>
        string.Join(", ", values.Select(value => value.Key == "host" ? value.Value : $"{value.Key} {value.Value}"));

    private static string LabelOf(RunSet set, Dictionary<string, string> values) =>
        values.Count > 0 ? LabelOf(values) : set.Sweep?.Name ?? "all runs";

    private static int LevelsOf(IEnumerable<RunSummary> runs) => runs.Where(run => run.World is not null).Select(run => run.World).Distinct().Count();
}

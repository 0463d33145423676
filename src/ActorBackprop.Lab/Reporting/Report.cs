using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting.Sections;
using ActorBackprop.Runs.Files;

namespace ActorBackprop.Lab.Reporting;

/// <summary>The results of runs in sections, from which pages are written.</summary>
public sealed class Report
{
    private const int EnoughSeeds = 5;

    private Report(RunSet set, IReadOnlyList<Group> groups)
    {
        (Set, Groups) = (set, groups);
        Sections =
        [
            .. new[]
            {
                PublishedSection.Of(set), AccuracySection.Of(groups), PairedSection.Of(groups), CurveSection.Of(groups),
                ScalingSection.Of(groups), TimeSplitSection.Of(groups), TimeToAccuracySection.Of(set, groups),
                BytesSection.Of(set, groups), StalenessSection.Of(groups), StalenessAccuracySection.Of(groups),
                RunsSection.Shared(set), RunsSection.Of(set),
            }.OfType<Section>(),
        ];
    }

    /// <summary>The start of the title of a report on runs without a sweep.</summary>
    internal const string TitleOfRuns = "Runs in ";

    /// <summary>The runs.</summary>
    public RunSet Set { get; }

    /// <summary>The title.</summary>
    public string Title => Set.Sweep is { } sweep ? sweep.Title.Length > 0 ? sweep.Title : sweep.Name : TitleOfRuns + Set.Directory;

    /// <summary>What readers must know first, such as failed runs or too few seeds.</summary>
    public IReadOnlyList<string> Warnings => [.. AllWarnings()];

    /// <summary>How the numbers are computed.</summary>
    public static string Method =>
        "Each number is a median over the seeds, with an interval between two of the values and the probability that it covers the true median: "
        + "the narrowest interval with at least 95 %. Fewer than six values have no such interval; then it is their range, which covers the median "
        + "with 93.8 % for five values, 75 % for three and 50 % for two. Speeds are samples divided by seconds, for measured runs without the first "
        + "epoch of each process, in which the program warms up. Speed-ups and differences are paired by seed. "
        + "Measured: on a machine. Simulated: in virtual time, from measurements of the same training. "
        + "Simulated beyond the validated range: in virtual time, with figures or faults that were not measured.";

    /// <summary>The groups of runs that differ only in their seeds.</summary>
    internal IReadOnlyList<Group> Groups { get; }

    /// <summary>The sections.</summary>
    internal IReadOnlyList<Section> Sections { get; }

    /// <summary>Returns the report on some runs.</summary>
    public static Report Of(RunSet set) => new(set, Grouping.Of(set));

    /// <summary>Returns facts about all runs: names and values.</summary>
    internal IEnumerable<(string Name, string Value)> Facts()
    {
        var runs = Set.Runs;
        yield return ("runs", $"{runs.Count(run => run.State == RunState.Finished)} of {Math.Max(runs.Count, Set.Sweep?.Runs.Count ?? 0)} finished");
        yield return ("seeds", Numbers.Whole(runs.Select(run => run.Settings.Seed).Distinct().Count()));
        yield return ("times", Times.NamesOf(runs.Select(run => run.Times)));
        if (runs.Count == 0) yield break;
        string Each(Func<RunRecord, string> of) => string.Join("; ", runs.Select(run => of(run.Record)).Distinct());
        yield return ("machine", Each(record =>
            $"{record.Cores} cores, {record.VectorBits}-bit vectors, {record.OperatingSystem}, {record.Framework}"));
        yield return ("program", Each(record => Short(record.Version)));
        yield return ("run", $"{runs.Min(run => run.Record.Started):yyyy-MM-dd HH:mm}");
    }

    /// <summary>Returns the version with the first digits of the commit's hash.</summary>
    private static string Short(string version) => version.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus && version.Length > plus + 9
        ? version[..(plus + 9)]
        : version;

    private IEnumerable<string> AllWarnings()
    {
        var failed = (Set.Sweep?.Runs ?? []).Where(run => run.State == RunState.Failed).ToList();
        foreach (var run in failed) yield return $"{run.Name} failed: {(run.Why ?? "the reason is unknown").TrimEnd('.')}.";
        foreach (var run in Set.Runs.Where(run => run.State == RunState.Failed && failed.All(entry => entry.Name != run.Name)))
            yield return $"{run.Name} failed: {(run.Record.Why ?? "the reason is unknown").TrimEnd('.')}.";
        foreach (var remark in Set.Remarks) yield return remark;
        if (Set.Runs.Count(run => run.IsResumed) is > 0 and var resumed)
            yield return $"{resumed} of {Set.Runs.Count} runs {(resumed == 1 ? "was" : "were")} resumed (column state): "
                + $"{(resumed == 1 ? "its" : "their")} times are the sums of several processes' times"
                + (Set.Runs.Any(run => run.IsResumed && run.HasUntimedSamples)
                    ? "; samples of an epoch that a later process finished were not timed, and count at the speed of the rest."
                    : ".");
        var unfinished = Math.Max(
            Set.Runs.Count(run => run.State == RunState.Unfinished), Set.Sweep?.Runs.Count(run => run.State == RunState.Unfinished) ?? 0);
        if (unfinished > 0) yield return $"{unfinished} unfinished {(unfinished == 1 ? "run is" : "runs are")} left out.";
        var few = Groups.Where(group => group.Runs.Any(run => run.Last is not null) && group.Seeds < EnoughSeeds).ToList();
        if (few.Count > 0)
            yield return $"{(few.Count == Groups.Count ? $"All {Groups.Count}" : $"{few.Count} of {Groups.Count}")} groups have fewer than "
                + $"{EnoughSeeds} seeds: treat accuracies with caution and ignore intervals.";
    }
}

using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting.Drawing;
using ActorBackprop.Lab.Statistics;

namespace ActorBackprop.Lab.Reporting.Sections;

/// <summary>The accuracy after the last epoch.</summary>
internal static class AccuracySection
{
    /// <summary>Returns the section; null where nothing was learned.</summary>
    public static Section? Of(IReadOnlyList<Group> groups)
    {
        var rows = Rows(groups, run => run.Last?.TestAccuracy);
        if (rows.Count == 0) return null;
        var last = rows.ToDictionary(row => row.Group, row => row.Estimate);
        // A group that diverged with every seed is a result too.
        List<Group> shown = [.. groups.Where(group => last.ContainsKey(group) || group.Diverged.Count > 0)];
        var hasDiverged = shown.Any(group => group.Diverged.Count > 0);
        var best = Rows(groups, run => run.BestTestAccuracy).ToDictionary(row => row.Group, row => row.Estimate);
        var validation = Rows(groups, run => run.Last?.ValidationAccuracy).ToDictionary(row => row.Group, row => row.Estimate);
        return new Section("Accuracy")
        {
            Figures =
            [
                new Figure("Test accuracy after the last epoch, each run a point, with the median and its interval",
                    new StripChart("Test accuracy after the last epoch", "test accuracy, %", rows) { Written = Numbers.Percent }.Draw(),
                    Times.NamesOf(rows.Select(row => row.Group.Times))),
            ],
            Texts = hasDiverged ? ["Diverged runs have no accuracy; the other columns cover the runs that finished."] : [],
            Table = ReportTable.OfGroups(
                ["seeds", .. hasDiverged ? ["diverged"] : Array.Empty<string>(), "last epoch, median %", Numbers.IntervalHeading, "lowest", "highest",
                    "best epoch, median %", .. validation.Count > 0 ? ["validation, median %"] : Array.Empty<string>()],
                shown.Select(group => (group, (IReadOnlyList<string>)
                [
                    Numbers.Whole(group.Seeds), .. hasDiverged ? [group.DivergedOf] : Array.Empty<string>(),
                    .. Cells(last.GetValueOrDefault(group), best.GetValueOrDefault(group)),
                    .. validation.Count == 0 ? Array.Empty<string>()
                        : [validation.TryGetValue(group, out var one) ? Numbers.Percent(one.Median) : "–"],
                ]))),
        };
    }

    private static string[] Cells(Estimate? last, Estimate? best) => last is null || best is null ? ["–", "–", "–", "–", "–"] :
    [
        Numbers.Percent(last.Median), Numbers.Interval(last, Numbers.Percent), Numbers.Percent(last.Values.Min()), Numbers.Percent(last.Values.Max()),
        Numbers.Percent(best.Median),
    ];

    // A repeated seed has the same accuracy each time, and counts once.
    private static List<(Group Group, Estimate Estimate)> Rows(IEnumerable<Group> groups, Func<RunSummary, double?> value) =>
    [
        .. groups.Select(group => (Group: group, Values: group.BySeed(value)))
            .Where(row => row.Values.Count > 0)
            .Select(row => (row.Group, Estimate.Of(row.Values.OrderBy(one => one.Key).Select(one => one.Value)))),
    ];
}

/// <summary>The differences between the runs of each group and those of the first group with the same seeds.</summary>
internal static class PairedSection
{
    /// <summary>Returns the section; null where there is nothing to compare.</summary>
    public static Section? Of(IReadOnlyList<Group> groups)
    {
        var learned = groups.Where(group => group.Runs.Any(run => run.Last is not null)).ToList();
        if (learned.Count < 2) return null;
        var first = learned[0].BySeed(run => run.Last?.TestAccuracy);
        var differences = learned.Skip(1).Select(group => (Group: group, Values: group.BySeed(run => run.Last?.TestAccuracy)
                .Where(one => first.ContainsKey(one.Key)).OrderBy(one => one.Key).Select(one => one.Value - first[one.Key]).ToList()))
            .Where(row => row.Values.Count > 0).ToList();
        if (differences.Count == 0) return null;
        var same = learned.Count == groups.Count && groups.All(group => group.Diverged.Count == 0) && SameWeights(learned);
        return new Section("Differences, paired by seed")
        {
            Texts =
            [
                same ? $"All {learned.Count} groups end with the same weights for each seed, to the last bit: what varies changes the speed, "
                    + "not the answer."
                    : $"Test accuracy after the last epoch minus that of {learned[0].Label} with the same seed, in percentage points.",
            ],
            Table = same ? null : ReportTable.OfGroups(
                ["pairs", "median", Numbers.IntervalHeading, "lowest", "highest"],
                differences.Select(row => (row.Group, Row(Estimate.Of(row.Values))))),
            ShowsTable = true,
        };
    }

    private static IReadOnlyList<string> Row(Estimate difference)
    {
        static string Points(double value) => Numbers.Signed(100 * value);
        return [Numbers.Whole(difference.Count), Points(difference.Median), Numbers.Interval(difference, Points),
            Points(difference.Values.Min()), Points(difference.Values.Max())];
    }

    private static bool SameWeights(IReadOnlyList<Group> groups) =>
        groups.SelectMany(group => group.Runs).GroupBy(run => run.Settings.Seed)
            .All(seed => seed.Select(run => run.Record.WeightsSha256).Distinct().Count() == 1);
}

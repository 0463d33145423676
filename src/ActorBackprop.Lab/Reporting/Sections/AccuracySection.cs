using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting.Drawing;
using ActorBackprop.Lab.Statistics;

namespace ActorBackprop.Lab.Reporting.Sections;

/// <summary>The accuracy after the last epoch.</summary>
internal static class AccuracySection
{
    /// <summary>The section; null where nothing was learned.</summary>
    public static Section? Of(IReadOnlyList<Group> groups)
    {
        var rows = Rows(groups, run => run.Last?.TestAccuracy);
        if (rows.Count == 0) return null;
        var last = rows.ToDictionary(row => row.Group, row => row.Estimate);
        // A group that diverged with every seed is a result, too.
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
            Texts = hasDiverged ? ["Runs that diverged have no accuracy: the other columns are of the runs that finished."] : [],
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

    // A seed that is repeated has the same accuracy each time: it counts once.
    private static List<(Group Group, Estimate Estimate)> Rows(IEnumerable<Group> groups, Func<RunSummary, double?> value) =>
    [
        .. groups.Select(group => (Group: group, Values: group.BySeed(value)))
            .Where(row => row.Values.Count > 0)
            .Select(row => (row.Group, Estimate.Of(row.Values.OrderBy(one => one.Key).Select(one => one.Value)))),
    ];
}

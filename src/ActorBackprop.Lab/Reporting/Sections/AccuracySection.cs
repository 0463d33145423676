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
            Table = new ReportTable(
                ["runs", "seeds", "last epoch, median %", "95 % interval", "lowest", "highest", "best epoch, median %",
                    .. validation.Count > 0 ? ["validation, median %"] : Array.Empty<string>()],
                [.. rows.Select(row => Row(row, best[row.Group], validation))]),
        };
    }

    private static IReadOnlyList<string> Row(
        (Group Group, Estimate Estimate) row, Estimate best, Dictionary<Group, Estimate> validation) =>
    [
        row.Group.Label, Numbers.Whole(row.Group.Seeds), Numbers.Percent(row.Estimate.Median), Numbers.Interval(row.Estimate, Numbers.Percent),
        Numbers.Percent(row.Estimate.Values.Min()), Numbers.Percent(row.Estimate.Values.Max()), Numbers.Percent(best.Median),
        .. validation.Count == 0 ? Array.Empty<string>() : [validation.TryGetValue(row.Group, out var one) ? Numbers.Percent(one.Median) : "–"],
    ];

    // A seed that is repeated has the same accuracy each time: it counts once.
    private static List<(Group Group, Estimate Estimate)> Rows(IEnumerable<Group> groups, Func<RunSummary, double?> value) =>
    [
        .. groups.Select(group => (Group: group, Values: group.BySeed(value)))
            .Where(row => row.Values.Count > 0)
            .Select(row => (row.Group, Estimate.Of(row.Values.OrderBy(one => one.Key).Select(one => one.Value)))),
    ];
}

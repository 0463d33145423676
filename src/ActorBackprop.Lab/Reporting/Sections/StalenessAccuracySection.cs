using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting.Drawing;

namespace ActorBackprop.Lab.Reporting.Sections;

/// <summary>What old gradients cost: the accuracy of each run against the mean staleness of its gradients.</summary>
internal static class StalenessAccuracySection
{
    /// <summary>The section; null where all runs were synchronous, or nothing was learned.</summary>
    public static Section? Of(IReadOnlyList<Group> groups)
    {
        var rows = groups.Select(group => (Group: group, Runs: group.Runs.Where(IsDrawn).ToList())).Where(row => row.Runs.Count > 0).ToList();
        if (rows.Count == 0) return null;
        const string title = "Staleness against accuracy";
        var chart = new LineChart(title, "mean staleness, steps", "test accuracy, %",
            [.. rows.Select(row => CurveOf(row.Group, row.Runs))])
        {
            Written = value => Numbers.Short(Math.Round(100 * value, 2)),
        };
        return new Section(title)
        {
            Texts = ["Each run is a point: the mean staleness of its gradients, and its test accuracy after the last epoch."],
            Figures =
            [
                new Figure("Test accuracy against mean staleness", chart.Draw(), Times.NamesOf(rows.Select(row => row.Group.Times))),
            ],
            Legend = [.. rows.Select(row => (row.Group.Index, row.Group.Title))],
            Table = new ReportTable(
                ["seed", "mean staleness", "oldest", "test accuracy, %", "best, %", "times", "run"],
                [.. rows.SelectMany(row => row.Runs).Select(Row)]),
        };
    }

    private static bool IsDrawn(RunSummary run) => run is { MeanStaleness: not null, Last: not null };

    private static Curve CurveOf(Group group, IEnumerable<RunSummary> runs) => new(group.Index, [])
    {
        Runs = [[.. runs.Select(run => (run.MeanStaleness!.Value, run.Last!.TestAccuracy))]],
        HasDots = true,
    };

    private static IReadOnlyList<string> Row(RunSummary run) =>
    [
        run.Settings.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture), Numbers.Short(run.MeanStaleness!.Value),
        Numbers.Whole(run.Record.Staleness!.Count - 1), Numbers.Percent(run.Last!.TestAccuracy), Numbers.Percent(run.BestTestAccuracy!.Value),
        run.Times.Name(), run.Name,
    ];
}

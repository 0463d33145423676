using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting.Drawing;
using ActorBackprop.Lab.Statistics;

namespace ActorBackprop.Lab.Reporting.Sections;

/// <summary>The staleness of the applied gradients, and the accuracy.</summary>
internal static class StalenessSection
{
    private const int Columns = 4; // of the distribution: 0, 1, 2, 3; a last column has the rest

    /// <summary>Returns the section; null where all runs were synchronous.</summary>
    public static Section? Of(IReadOnlyList<Group> groups)
    {
        var rows = groups.Select(group => (Group: group, Means: group.Runs.Select(run => run.MeanStaleness).OfType<double>().ToList()))
            .Where(row => row.Means.Count > 0).Select(row => (row.Group, Mean: Estimate.Of(row.Means))).ToList();
        if (rows.Count == 0) return null;
        return new Section("Staleness")
        {
            Texts = ["The staleness of a gradient: steps taken between the parameters it was computed on and those it is applied to. The chart "
                + "shows its mean in each run; the table shows the percentage of gradients by staleness, and the accuracy."],
            Figures =
            [
                new Figure("Mean staleness of a run's gradients", new StripChart("Mean staleness", "steps", rows).Draw(),
                    Times.NamesOf(rows.Select(row => row.Group.Times))),
            ],
            Table = ReportTable.OfGroups(
                ["mean, median", Numbers.IntervalHeading, .. Enumerable.Range(0, Columns).Select(steps => Numbers.Whole(steps)),
                    $"{Columns} and more", "test accuracy, median %", "times"],
                rows.Select(row => (row.Group, Row(row.Group, row.Mean)))),
        };
    }

    private static IReadOnlyList<string> Row(Group group, Estimate mean)
    {
        var all = group.Runs.Select(run => run.Record.Staleness).OfType<IReadOnlyList<long>>().ToList();
        var total = Math.Max(1.0, all.Sum(counts => counts.Sum()));
        string Share(IEnumerable<long> counts) => Numbers.Short(Math.Round(100 * counts.Sum() / total, 1));
        var accuracies = group.BySeed(run => run.Last?.TestAccuracy);
        return
        [
            Numbers.Short(mean.Median), Numbers.Interval(mean, Numbers.Short),
            .. Enumerable.Range(0, Columns).Select(steps => Share(all.Select(counts => counts.ElementAtOrDefault(steps)))),
            Share(all.Select(counts => counts.Skip(Columns).Sum())),
            accuracies.Count == 0 ? "–" : Numbers.Percent(Estimate.Of(accuracies.OrderBy(one => one.Key).Select(one => one.Value)).Median),
            group.Times.Name(),
        ];
    }
}

/// <summary>The accuracy of each run by the mean staleness of its gradients.</summary>
internal static class StalenessAccuracySection
{
    /// <summary>Returns the section; null where all runs were synchronous or nothing was learned.</summary>
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

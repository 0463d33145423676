using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting.Drawing;
using ActorBackprop.Lab.Statistics;

namespace ActorBackprop.Lab.Reporting.Sections;

/// <summary>How stale the gradients were that steps were taken by, beside the accuracy.</summary>
internal static class StalenessSection
{
    private const int Columns = 4; // of the distribution: 0, 1, 2, 3, and above

    /// <summary>The section; null where all runs were synchronous.</summary>
    public static Section? Of(IReadOnlyList<Group> groups)
    {
        var rows = groups.Select(group => (Group: group, Means: group.Runs.Select(run => run.MeanStaleness).OfType<double>().ToList()))
            .Where(row => row.Means.Count > 0).Select(row => (row.Group, Mean: Estimate.Of(row.Means))).ToList();
        if (rows.Count == 0) return null;
        return new Section("Staleness")
        {
            Texts = ["The staleness of a gradient: steps taken between the parameters it was computed on and those it is applied to. Its mean in "
                + "each run; in the table how many gradients, in percent, had which, and the accuracy that came of it."],
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

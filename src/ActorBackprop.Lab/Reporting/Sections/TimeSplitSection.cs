using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting.Drawing;
using ActorBackprop.Lab.Statistics;
using ActorBackprop.Runs.Files;

namespace ActorBackprop.Lab.Reporting.Sections;

/// <summary>Where the workers' time went.</summary>
internal static class TimeSplitSection
{
    /// <summary>The section; null where no run tells.</summary>
    public static Section? Of(IReadOnlyList<Group> groups)
    {
        var rows = groups.Where(group => group.Runs.Any(run => run.Record.Time is not null)).Select(group => (group, Median(group))).ToList();
        if (rows.Count == 0) return null;
        return new Section("Where the workers' time went")
        {
            Texts =
            [
                "Compute is backpropagation; wire is the time a part or its gradient was on the way, or in a queue; wait is the time a worker "
                + "had nothing to do. Medians over the runs.",
            ],
            Figures =
            [
                new Figure("Shares of the workers' time", new SplitChart("Shares of the workers' time", rows).Draw(),
                    Times.NamesOf(rows.Select(row => row.group.Times))),
            ],
            Legend = SplitChart.Legend,
            Table = ReportTable.OfGroups(["compute, %", "wire, %", "wait, %", "times"], rows.Select(row => (row.group, (IReadOnlyList<string>)
                [Percent(row.Item2.Compute), Percent(row.Item2.Wire), Percent(row.Item2.Wait), row.group.Times.Name()]))),
        };
    }

    private static string Percent(double share) => Numbers.Short(Math.Round(100 * share, 1));

    private static TimeSplit Median(Group group)
    {
        var all = group.Runs.Select(run => run.Record.Time).OfType<TimeSplit>().ToList();
        double Of(Func<TimeSplit, double> share) => Estimate.Of(all.Select(share)).Median;
        var (compute, wire, wait) = (Of(split => split.Compute), Of(split => split.Wire), Of(split => split.Wait));
        var sum = Math.Max(1e-9, compute + wire + wait); // medians of shares that add up to 1 do so only about
        return new TimeSplit(compute / sum, wire / sum, wait / sum);
    }
}

using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting.Drawing;
using ActorBackprop.Lab.Statistics;
using ActorBackprop.Runs.Files;

namespace ActorBackprop.Lab.Reporting.Sections;

/// <summary>Cost and accuracy by steps, samples and time.</summary>
internal static class CurveSection
{
    private const int MaxGroups = 16;

    /// <summary>Returns the section; null where nothing was learned.</summary>
    public static Section? Of(IReadOnlyList<Group> groups)
    {
        var learned = groups.Where(group => group.Runs.Any(run => run.Epochs.Count > 0)).ToList();
        if (learned.Count == 0) return null;
        var drawn = learned.Take(MaxGroups).ToList();
        Along[] along =
        [
            new("steps", "steps", drawn, (run, epoch) => run.Epochs[epoch].Step),
            new("samples", "samples trained on", drawn, (run, epoch) => run.SamplesAt[epoch]),
            // Wall time and virtual time need separate axes.
            .. drawn.GroupBy(group => group.Times == TimeKind.Measured).Select(times =>
                new Along("time", times.Key ? "wall time, s" : "virtual time, s", [.. times], (run, epoch) => run.SecondsAt[epoch])),
        ];
        return new Section("Learning curves")
        {
            Texts = learned.Count > MaxGroups ? [$"The first {MaxGroups} of {learned.Count} groups are drawn; the table contains all."] : [],
            Figures =
            [
                .. along.Select(x => Chart("Cost", "cost", x, epoch => epoch.Cost, Numbers.Short)),
                .. along.Select(x => Chart(
                    "Test accuracy", "test accuracy, %", x, epoch => epoch.TestAccuracy, value => Numbers.Short(100 * value))),
            ],
            Legend = [.. drawn.Select(group => (group.Index, group.Title))],
            Table = Table(learned),
        };
    }

    private static Figure Chart(string name, string yTitle, Along x, Func<EpochMetrics, double> value, Func<double, string> written)
    {
        var title = $"{name} against {x.Title.Replace(", s", "", StringComparison.Ordinal)}";
        var chart = new LineChart(title, x.Title, yTitle, [.. x.Groups.Select(group => CurveOf(group, x.Of, value))])
        {
            MayBeLogarithmic = name == "Cost",
            Written = written,
        };
        return new Figure(title, chart.Draw(), Times.NamesOf(x.Groups.Select(group => group.Times))) { Tab = x.Tab };
    }

    private static Curve CurveOf(Group group, Func<RunSummary, int, double> x, Func<EpochMetrics, double> value)
    {
        var runs = group.Runs.Where(run => run.Epochs.Count > 0).ToList();
        // Up to the last epoch of all runs: the median of fewer runs would jump.
        var points = Enumerable.Range(0, runs.Min(run => run.Epochs.Count)).Select(epoch =>
        {
            var estimate = Estimate.Of(runs.Select(run => value(run.Epochs[epoch])));
            return (Estimate.Of(runs.Select(run => x(run, epoch))).Median, estimate.Median, estimate.Low, estimate.High);
        });
        return new Curve(group.Index, [.. points])
        {
            Runs = runs.Count < 2 ? [] : [.. runs.Select(run => run.Epochs.Select((metrics, epoch) => (x(run, epoch), value(metrics))).ToList())],
        };
    }

    private static ReportTable Table(IReadOnlyList<Group> groups) => ReportTable.OfGroups(
        ["epoch", "step", "seconds, median", "cost, median", "test accuracy, median %", Numbers.IntervalHeading],
            from @group in groups
            let runs = @group.Runs.Where(run => run.Epochs.Count > 0).ToList()
            from epoch in Enumerable.Range(0, runs.Min(run => run.Epochs.Count))
            let accuracy = Estimate.Of(runs.Select(run => run.Epochs[epoch].TestAccuracy))
            select (@group, (IReadOnlyList<string>)
            [
                Numbers.Whole(runs[0].Epochs[epoch].Epoch), Numbers.Whole(runs[0].Epochs[epoch].Step),
                   Numbers.Short(Estimate.Of(runs.Select(run => run.SecondsAt[epoch])).Median),
                   Numbers.Short(Estimate.Of(runs.Select(run => run.Epochs[epoch].Cost)).Median),
                   Numbers.Percent(accuracy.Median), Numbers.Interval(accuracy, Numbers.Percent),
               ]));

    /// <summary>The x axis of charts, and the groups they show.</summary>
    private sealed record Along(string Tab, string Title, IReadOnlyList<Group> Groups, Func<RunSummary, int, double> Of);
}

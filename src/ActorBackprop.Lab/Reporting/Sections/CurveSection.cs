using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting.Drawing;
using ActorBackprop.Lab.Statistics;
using ActorBackprop.Runs.Output;

namespace ActorBackprop.Lab.Reporting.Sections;

/// <summary>Cost and accuracy on the way: against steps, samples and time.</summary>
internal static class CurveSection
{
    private const int MostGroups = 16;

    /// <summary>The section; null where nothing was learned.</summary>
    public static Section? Of(IReadOnlyList<Group> groups)
    {
        var learned = groups.Where(group => group.Runs.Any(run => run.Epochs.Count > 0)).ToList();
        if (learned.Count == 0) return null;
        var drawn = learned.Take(MostGroups).ToList();
        var isVirtual = drawn.Any(group => group.Times != TimeKind.Measured);
        var isMeasured = drawn.Any(group => group.Times == TimeKind.Measured);
        var time = !isVirtual ? "wall time, s" : isMeasured ? "time, s: wall or virtual" : "virtual time, s";
        var along = new (string Tab, string Title, Func<RunSummary, int, double> Of)[]
        {
            ("steps", "steps", (run, epoch) => run.Epochs[epoch].Step),
            ("samples", "samples trained on", (run, epoch) => (double)run.SamplesPerEpoch * run.Epochs[epoch].Epoch),
            ("time", time, (run, epoch) => run.SecondsAt[epoch]),
        };
        return new Section("On the way")
        {
            Texts = learned.Count > MostGroups ? [$"The first {MostGroups} of {learned.Count} groups are drawn; the table has all."] : [],
            Figures =
            [
                .. along.Select(x => Chart(drawn, "Cost", "cost", x, epoch => epoch.Cost, Numbers.Short)),
                .. along.Select(x => Chart(
                    drawn, "Test accuracy", "test accuracy, %", x, epoch => epoch.TestAccuracy, value => Numbers.Short(100 * value))),
            ],
            Table = Table(learned),
        };
    }

    private static Figure Chart(IReadOnlyList<Group> groups, string name, string yTitle,
        (string Tab, string Title, Func<RunSummary, int, double> Of) x, Func<EpochMetrics, double> value, Func<double, string> written)
    {
        var chart = new LineChart($"{name} against {x.Tab}", x.Title, yTitle, [.. groups.Select(group => CurveOf(group, x.Of, value))])
        {
            MayBeLogarithmic = name == "Cost",
            Written = written,
        };
        return new Figure($"{name} against {x.Tab}", chart.Draw(), Times.NamesOf(groups.Select(group => group.Times)))
        {
            Tab = x.Tab,
            Legend = [.. groups.Select(group => (group.Index, group.Label))],
        };
    }

    private static Curve CurveOf(Group group, Func<RunSummary, int, double> x, Func<EpochMetrics, double> value)
    {
        var runs = group.Runs.Where(run => run.Epochs.Count > 0).ToList();
        // As far as all of them came: the median of fewer would jump.
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

    private static ReportTable Table(IReadOnlyList<Group> groups) => new(
        ["runs", "epoch", "step", "seconds, median", "cost, median", "test accuracy, median %", "95 % interval"],
        [
            .. from @group in groups
               let runs = @group.Runs.Where(run => run.Epochs.Count > 0).ToList()
               from epoch in Enumerable.Range(0, runs.Min(run => run.Epochs.Count))
               let accuracy = Estimate.Of(runs.Select(run => run.Epochs[epoch].TestAccuracy))
               select (IReadOnlyList<string>)
               [
                   @group.Label, Numbers.Whole(runs[0].Epochs[epoch].Epoch), Numbers.Whole(runs[0].Epochs[epoch].Step),
                   Numbers.Short(Estimate.Of(runs.Select(run => run.SecondsAt[epoch])).Median),
                   Numbers.Short(Estimate.Of(runs.Select(run => run.Epochs[epoch].Cost)).Median),
                   Numbers.Percent(accuracy.Median), Numbers.Interval(accuracy, Numbers.Percent),
               ],
        ]);
}

using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting.Drawing;
using ActorBackprop.Lab.Statistics;

namespace ActorBackprop.Lab.Reporting.Sections;

/// <summary>How many bytes of gradients went to the server, and up to an accuracy.</summary>
internal static class BytesSection
{
    private const double Megabyte = 1e6;

    /// <summary>The section; null where nothing was learned by actors.</summary>
    public static Section? Of(RunSet set, IReadOnlyList<Group> groups)
    {
        var counted = groups.Where(group => group.Runs.Any(run => run.Epochs.Count > 0 && run.Epochs[^1].BytesUpwards > 0)).ToList();
        if (counted.Count == 0) return null;
        var target = AccuracyTarget.Of(set, counted);
        var rows = counted.Select(group => (Group: group, Megabytes: group.Runs.Select(run => Until(run, target)).ToList())).ToList();
        var reached = rows.Where(row => row.Megabytes.Any(bytes => bytes is not null))
            .Select(row => (row.Group, Estimate.Of(row.Megabytes.OfType<double>()))).ToList();
        var most = counted.Max(PerSample);
        var title = $"Megabytes upwards to {target.Name}";
        return new Section("Bytes upwards")
        {
            Texts = ["Bytes of the gradients that came to the server, without their frames, up to the end of the first epoch that is as good. In "
                + "one process and in virtual time nothing is sent: it is what would be."],
            Figures = reached.Count == 0 ? [] :
            [
                new Figure(title, new StripChart(title, "megabytes", reached).Draw(), Times.NamesOf(reached.Select(row => row.Group.Times))),
            ],
            Table = new ReportTable(
                ["runs", "bytes a sample", "of the most, %", $"megabytes to {target.Name}, median", "95 % interval", "runs that came so far"],
                [.. rows.Select(row => Row(row.Group, row.Megabytes, most))]),
        };
    }

    private static IReadOnlyList<string> Row(Group group, List<double?> megabytes, double most)
    {
        var (reached, perSample) = (megabytes.OfType<double>().ToList(), PerSample(group));
        string[] left = [group.Label, Numbers.Short(Math.Round(perSample)), Numbers.Short(Math.Round(100 * perSample / most, 2))];
        var came = $"{reached.Count} of {megabytes.Count}";
        if (reached.Count == 0) return [.. left, "–", "–", came];
        var estimate = Estimate.Of(reached);
        return [.. left, Numbers.Short(estimate.Median), Numbers.Interval(estimate, Numbers.Short), came];
    }

    private static double PerSample(Group group) => Estimate.Of(group.Runs.Where(run => run.Record is { BytesUpwards: not null, Samples: > 0 })
        .Select(run => (double)run.Record.BytesUpwards!.Value / run.Record.Samples!.Value).DefaultIfEmpty(0)).Median;

    private static double? Until(RunSummary run, AccuracyTarget target)
    {
        var last = target.ReachedIn(run);
        return last < 0 ? null : run.Epochs.Take(last + 1).Sum(epoch => epoch.BytesUpwards ?? 0) / Megabyte;
    }
}

using ActorBackprop.Lab.Collecting;
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
        var megabytes = TakenToAccuracy.Of(counted, target, (run, i) => run.Epochs.Take(i + 1).Sum(epoch => epoch.BytesUpwards ?? 0) / Megabyte);
        var most = counted.Max(PerSample);
        var title = $"Megabytes upwards to {target.Name}";
        return new Section("Bytes upwards")
        {
            Texts = ["Bytes of the gradients that came to the server, without their frames, up to the end of the first epoch that is as good. In "
                + "one process and in virtual time nothing is sent: it is what would be."],
            Figures = TakenToAccuracy.Figures(title, "megabytes", megabytes),
            Table = new ReportTable(
                ["runs", "bytes a sample", "of the most, %", $"megabytes to {target.Name}, median", "95 % interval", "runs that came so far"],
                [.. megabytes.Select(row => Row(row, PerSample(row.Group), most))]),
        };
    }

    private static IReadOnlyList<string> Row(TakenToAccuracy megabytes, double perSample, double most) =>
    [
        megabytes.Group.Label, Numbers.Short(Math.Round(perSample)), Numbers.Short(Math.Round(100 * perSample / most, 2)),
        megabytes.Median, megabytes.Interval, megabytes.Came,
    ];

    private static double PerSample(Group group) => Estimate.Of(group.Runs.Where(run => run.Record is { BytesUpwards: not null, Samples: > 0 })
        .Select(run => (double)run.Record.BytesUpwards!.Value / run.Record.Samples!.Value).DefaultIfEmpty(0)).Median;
}

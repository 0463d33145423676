using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Statistics;
using ActorBackprop.Runs.Files;

namespace ActorBackprop.Lab.Reporting.Sections;

/// <summary>The time to an accuracy.</summary>
internal static class TimeToAccuracySection
{
    /// <summary>Returns the section; null where nothing was learned.</summary>
    public static Section? Of(RunSet set, IReadOnlyList<Group> groups)
    {
        var learned = groups.Where(group => group.Runs.Any(run => run.Epochs.Count > 0 && run.SecondsAt[^1] > 0)).ToList();
        if (learned.Count == 0) return null;
        var target = AccuracyTarget.Of(set, learned);
        learned = [.. groups.Where(group => learned.Contains(group) || group.Runs.Count == 0)];
        var seconds = TakenToAccuracy.Of(learned, target, (run, i) => run.SecondsAt[i]);
        var epochs = TakenToAccuracy.Of(learned, target, (run, i) => run.Epochs[i].Epoch);
        var title = $"Time to {target.Name}";
        return new Section(title)
        {
            Texts = ["Seconds of training, without evaluation, up to the end of the first epoch that reached it. Runs that did not reach it, or "
                + "diverged, count as slower than all others."],
            // Wall time and virtual time need separate axes.
            Figures = [.. seconds.GroupBy(row => row.Group.Times == TimeKind.Measured).SelectMany(rows =>
                TakenToAccuracy.Figures(title, rows.Key ? "wall time, s" : "virtual time, s", rows))],
            Table = ReportTable.OfGroups(["seconds, median", Numbers.IntervalHeading, "epoch, median", "runs that reached it", "times"],
                seconds.Zip(epochs, (row, epoch) => (row.Group, (IReadOnlyList<string>)
                    [row.Median, row.Interval, epoch.Median, row.Reached, row.Group.Times.Name()]))),
        };
    }
}

/// <summary>The bytes of gradients and parameters per sample and up to an accuracy.</summary>
internal static class BytesSection
{
    private const double Megabyte = 1e6;

    /// <summary>Returns the section; null where actors learned nothing.</summary>
    public static Section? Of(RunSet set, IReadOnlyList<Group> groups)
    {
        var counted = groups.Where(group => group.Runs.Any(run => run.Epochs.Count > 0 && run.Epochs[^1].BytesUpwards > 0)).ToList();
        if (counted.Count == 0) return null;
        var target = AccuracyTarget.Of(set, counted);
        // Runs of earlier versions counted one direction only.
        var areBothCounted = counted.All(group => group.Runs.All(run => run.Record.BytesDownwards is not null));
        var way = areBothCounted ? "both ways" : "upwards";
        var megabytes = TakenToAccuracy.Of(counted, target,
            (run, i) => (run.BytesAt[i].Upwards + (areBothCounted ? run.BytesAt[i].Downwards : 0)) / Megabyte);
        double Both(Group group) => PerSample(group, Upwards) + PerSample(group, Downwards);
        var (mostUp, most) = (counted.Max(group => PerSample(group, Upwards)), counted.Max(Both));
        var title = $"Megabytes {way} to {target.Name}";
        return new Section("Bytes sent")
        {
            Texts = ["Gradients go upwards to the server, parameters downwards to the workers; frame headers are not counted. In one process and in "
                + "virtual time these are the bytes that would be sent if each worker had a machine of its own. Megabytes are counted up to the end "
                + "of the first epoch that reached the accuracy."],
            Figures = TakenToAccuracy.Figures(title, "megabytes", megabytes),
            Table = ReportTable.OfGroups(
                ["upwards, bytes per sample", "of the largest, %", "downwards, bytes per sample", "both, of the largest, %",
                    $"megabytes {way} to {target.Name}, median", Numbers.IntervalHeading, "runs that reached it"],
                megabytes.Select(row => (row.Group, (IReadOnlyList<string>)
                [
                    Numbers.Short(Math.Round(PerSample(row.Group, Upwards))), Percent(PerSample(row.Group, Upwards) / mostUp),
                    areBothCounted ? Numbers.Short(Math.Round(PerSample(row.Group, Downwards))) : "–",
                    areBothCounted ? Percent(Both(row.Group) / most) : "–",
                    row.Median, row.Interval, row.Reached,
                ]))),
        };
    }

    private static string Percent(double share) => Numbers.Short(Math.Round(100 * share, 2));

    private static long Upwards(RunRecord record) => record.BytesUpwards ?? 0;

    private static long Downwards(RunRecord record) => record.BytesDownwards ?? 0;

    private static double PerSample(Group group, Func<RunRecord, long> bytes) =>
        Estimate.Of(group.Runs.Where(run => run.Record is { BytesUpwards: not null, Samples: > 0 })
            .Select(run => (double)bytes(run.Record) / run.Record.Samples!.Value).DefaultIfEmpty(0)).Median;
}

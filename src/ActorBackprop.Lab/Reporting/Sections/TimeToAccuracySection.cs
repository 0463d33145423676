using ActorBackprop.Lab.Collecting;

namespace ActorBackprop.Lab.Reporting.Sections;

/// <summary>How long it took to an accuracy.</summary>
internal static class TimeToAccuracySection
{
    /// <summary>The section; null where nothing was learned.</summary>
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
            Texts = ["Seconds of training up to the end of the first epoch that is as good; evaluation is not in them. A run that did not come "
                + "so far, or diverged, counts as one that takes longer than any other."],
            // Seconds on a wall and seconds in virtual time are not one axis.
            Figures = [.. seconds.GroupBy(row => row.Group.Times == TimeKind.Measured).SelectMany(rows =>
                TakenToAccuracy.Figures(title, rows.Key ? "wall time, s" : "virtual time, s", rows))],
            Table = ReportTable.OfGroups(["seconds, median", Numbers.IntervalHeading, "epoch, median", "runs that came so far", "times"],
                seconds.Zip(epochs, (row, epoch) => (row.Group, (IReadOnlyList<string>)
                    [row.Median, row.Interval, epoch.Median, row.Came, row.Group.Times.Name()]))),
        };
    }
}

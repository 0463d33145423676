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
        var seconds = TakenToAccuracy.Of(learned, target, (run, i) => run.SecondsAt[i]);
        var epochs = TakenToAccuracy.Of(learned, target, (run, i) => run.Epochs[i].Epoch);
        var title = $"Time to {target.Name}";
        return new Section(title)
        {
            Texts = ["Seconds of training up to the end of the first epoch that is as good; evaluation is not in them."],
            Figures = TakenToAccuracy.Figures(title, "seconds", seconds),
            Table = new ReportTable(["runs", "seconds, median", "95 % interval", "epoch, median", "runs that came so far", "times"],
            [
                .. seconds.Zip(epochs, (row, epoch) => (IReadOnlyList<string>)
                    [row.Group.Label, row.Median, row.Interval, epoch.Median, row.Came, row.Group.Times.Name()]),
            ]),
        };
    }
}

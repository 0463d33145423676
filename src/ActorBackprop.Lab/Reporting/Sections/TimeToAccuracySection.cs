using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting.Drawing;
using ActorBackprop.Lab.Statistics;

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
        var rows = learned.Select(group => (Group: group, Seconds: group.Runs.Select(run => TimeTo(run, target)).ToList())).ToList();
        var reached = rows.Where(row => row.Seconds.Any(time => time is not null))
            .Select(row => (row.Group, Estimate.Of(row.Seconds.OfType<double>()))).ToList();
        var title = $"Time to {target.Name}";
        return new Section(title)
        {
            Texts = ["Seconds of training up to the end of the first epoch that is as good; evaluation is not in them."],
            Figures = reached.Count == 0 ? [] :
            [
                new Figure(title, new StripChart(title, "seconds", reached).Draw(), Times.NamesOf(reached.Select(row => row.Group.Times))),
            ],
            Table = new ReportTable(["runs", "seconds, median", "95 % interval", "epoch, median", "runs that came so far", "times"],
                [.. rows.Select(row => Row(row.Group, row.Seconds, target))]),
        };
    }

    private static IReadOnlyList<string> Row(Group group, List<double?> seconds, AccuracyTarget target)
    {
        var reached = seconds.OfType<double>().ToList();
        var came = $"{reached.Count} of {seconds.Count}";
        if (reached.Count == 0) return [group.Label, "–", "–", "–", came, group.Times.Name()];
        var time = Estimate.Of(reached);
        var epochs = group.Runs.Select(run => target.ReachedIn(run) is >= 0 and var i ? run.Epochs[i].Epoch : (int?)null).OfType<int>();
        return [group.Label, Numbers.Short(time.Median), Numbers.Interval(time, Numbers.Short),
            Numbers.Short(Estimate.Of(epochs.Select(epoch => (double)epoch)).Median), came, group.Times.Name()];
    }

    private static double? TimeTo(RunSummary run, AccuracyTarget target) => target.ReachedIn(run) is >= 0 and var i ? run.SecondsAt[i] : null;
}

using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting.Drawing;
using ActorBackprop.Lab.Statistics;

namespace ActorBackprop.Lab.Reporting;

/// <summary>An accuracy that runs should reach.</summary>
/// <param name="Accuracy">A fraction of the test images.</param>
internal sealed record AccuracyTarget(double Accuracy)
{
    /// <summary>The target in words.</summary>
    public string Name => $"{Numbers.Short(100 * Accuracy)} % of the test images right";

    /// <summary>Returns the target of the sweep, otherwise the largest whole percentage that every run has reached.</summary>
    /// <param name="set">The runs.</param>
    /// <param name="learned">Groups that have learned something.</param>
    public static AccuracyTarget Of(RunSet set, IReadOnlyList<Group> learned) =>
        new(set.Sweep?.Target ?? Math.Floor(100 * learned.Min(group => group.Runs.Min(run => run.BestTestAccuracy ?? 1))) / 100);

    /// <summary>Returns the index of the first epoch that reaches it; −1 for none.</summary>
    public int ReachedIn(RunSummary run) => run.Epochs.Index().FirstOrDefault(epoch => epoch.Item.TestAccuracy >= Accuracy, (-1, null!)).Index;
}

/// <summary>The seconds, bytes or epochs that each run of a group took to reach an accuracy.</summary>
/// <param name="Group">The group.</param>
/// <param name="Values">The values at the end of the first epoch that reached it; infinite for runs that never did or diverged.</param>
internal sealed record TakenToAccuracy(Group Group, IReadOnlyList<double> Values)
{
    private readonly Estimate _estimate = Estimate.Of(Values);

    /// <summary>The median in words; runs that did not reach the accuracy count as slower than all others.</summary>
    public string Median => Numbers.Short(_estimate.Median);

    /// <summary>The interval in words.</summary>
    public string Interval => Numbers.Interval(_estimate, Numbers.Short);

    /// <summary>How many runs reached it, in words.</summary>
    public string Reached => $"{Values.Count(double.IsFinite)} of {Values.Count}";

    /// <summary>Returns the values of some groups with at least one run each.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="target">The accuracy.</param>
    /// <param name="taken">Returns the value of a run at the end of an epoch, by its index.</param>
    public static IReadOnlyList<TakenToAccuracy> Of(IEnumerable<Group> groups, AccuracyTarget target, Func<RunSummary, int, double> taken) =>
    [
        .. groups.Select(group => new TakenToAccuracy(group,
        [
            .. group.Runs.Select(run => target.ReachedIn(run) is >= 0 and var i ? taken(run, i) : double.PositiveInfinity),
            .. group.Diverged.Select(_ => double.PositiveInfinity),
        ])),
    ];

    /// <summary>Returns a figure of all groups; none where no run reached the accuracy.</summary>
    public static IReadOnlyList<Figure> Figures(string title, string unit, IEnumerable<TakenToAccuracy> rows)
    {
        var all = rows.ToList();
        if (!all.Any(row => row.Values.Any(double.IsFinite))) return [];
        var chart = new StripChart(title, unit, [.. all.Select(row => (row.Group, row._estimate))]);
        return [new Figure($"{title}; an arrow marks a run that did not reach it", chart.Draw(),
            Times.NamesOf(all.Select(row => row.Group.Times)))];
    }
}

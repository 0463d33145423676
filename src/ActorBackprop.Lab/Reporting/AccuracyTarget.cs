using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting.Drawing;
using ActorBackprop.Lab.Statistics;

namespace ActorBackprop.Lab.Reporting;

/// <summary>An accuracy that runs are to reach.</summary>
/// <param name="Accuracy">A fraction of the test images.</param>
internal sealed record AccuracyTarget(double Accuracy)
{
    /// <summary>The target in words.</summary>
    public string Name => $"{Numbers.Short(100 * Accuracy)} % of the test images right";

    /// <summary>Returns the sweep's target; where it has none, the largest whole percent that every run has reached.</summary>
    /// <param name="set">The runs.</param>
    /// <param name="learned">Groups that have learned something.</param>
    public static AccuracyTarget Of(RunSet set, IReadOnlyList<Group> learned) =>
        new(set.Sweep?.Target ?? Math.Floor(100 * learned.Min(group => group.Runs.Min(run => run.BestTestAccuracy ?? 1))) / 100);

    /// <summary>The first epoch of a run that is as good, from 0; −1 for none.</summary>
    public int ReachedIn(RunSummary run)
    {
        for (var i = 0; i < run.Epochs.Count; i++)
            if (run.Epochs[i].TestAccuracy >= Accuracy) return i;
        return -1;
    }
}

/// <summary>What each run of a group took to reach an accuracy: seconds, bytes or epochs.</summary>
/// <param name="Group">The group.</param>
/// <param name="Values">Of each run, up to the end of the first epoch that is as good; infinite for a run that has none, or diverged.</param>
internal sealed record TakenToAccuracy(Group Group, IReadOnlyList<double> Values)
{
    private readonly Estimate _estimate = Estimate.Of(Values);

    /// <summary>The median in words. A run that did not reach it counts as one that takes longer than any other.</summary>
    public string Median => Numbers.Short(_estimate.Median);

    /// <summary>Its interval, in words.</summary>
    public string Interval => Numbers.Interval(_estimate, Numbers.Short);

    /// <summary>How many runs reached it, in words.</summary>
    public string Came => $"{Values.Count(double.IsFinite)} of {Values.Count}";

    /// <summary>Of some groups, each with a run or more.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="target">The accuracy.</param>
    /// <param name="taken">What a run has taken up to the end of an epoch, by its place from 0.</param>
    public static IReadOnlyList<TakenToAccuracy> Of(IEnumerable<Group> groups, AccuracyTarget target, Func<RunSummary, int, double> taken) =>
    [
        .. groups.Select(group => new TakenToAccuracy(group,
        [
            .. group.Runs.Select(run => target.ReachedIn(run) is >= 0 and var i ? taken(run, i) : double.PositiveInfinity),
            .. group.Diverged.Select(_ => double.PositiveInfinity),
        ])),
    ];

    /// <summary>Returns a figure of all groups; none where no run reached it.</summary>
    public static IReadOnlyList<Figure> Figures(string title, string unit, IEnumerable<TakenToAccuracy> rows)
    {
        var all = rows.ToList();
        if (!all.Any(row => row.Values.Any(double.IsFinite))) return [];
        var chart = new StripChart(title, unit, [.. all.Select(row => (row.Group, row._estimate))]);
        return [new Figure($"{title}; an arrow is a run that did not reach it", chart.Draw(),
            Times.NamesOf(all.Select(row => row.Group.Times)))];
    }
}

using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting.Drawing;
using ActorBackprop.Lab.Statistics;

namespace ActorBackprop.Lab.Reporting;

/// <summary>What each run of a group took to come to an accuracy: seconds, bytes or epochs.</summary>
/// <param name="Group">The group.</param>
/// <param name="Values">Of each run, up to the end of the first epoch that is as good; infinite for a run that has none, or diverged.</param>
internal sealed record TakenToAccuracy(Group Group, IReadOnlyList<double> Values)
{
    private readonly Estimate _estimate = Estimate.Of(Values);

    /// <summary>The median in words. A run that did not come so far counts as one that takes longer than any other.</summary>
    public string Median => Numbers.Short(_estimate.Median);

    /// <summary>Its interval, in words.</summary>
    public string Interval => Numbers.Interval(_estimate, Numbers.Short);

    /// <summary>How many came so far, in words.</summary>
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

    /// <summary>All of them as a figure; none where no run came so far.</summary>
    public static IReadOnlyList<Figure> Figures(string title, string unit, IEnumerable<TakenToAccuracy> rows)
    {
        var all = rows.ToList();
        if (!all.Any(row => row.Values.Any(double.IsFinite))) return [];
        var chart = new StripChart(title, unit, [.. all.Select(row => (row.Group, row._estimate))]);
        return [new Figure($"{title}; an arrow is a run that did not come so far", chart.Draw(),
            Times.NamesOf(all.Select(row => row.Group.Times)))];
    }
}

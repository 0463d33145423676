using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting.Drawing;
using ActorBackprop.Lab.Statistics;

namespace ActorBackprop.Lab.Reporting;

/// <summary>What each run of a group took to come to an accuracy: seconds, bytes or epochs.</summary>
/// <param name="Group">The group.</param>
/// <param name="Values">Of each run, up to the end of the first epoch that is as good; null where none is.</param>
internal sealed record TakenToAccuracy(Group Group, IReadOnlyList<double?> Values)
{
    private readonly Estimate? _reached = Values.Any(value => value is not null) ? Estimate.Of(Values.OfType<double>()) : null;

    /// <summary>The median of those that came so far, in words.</summary>
    public string Median => _reached is null ? "–" : Numbers.Short(_reached.Median);

    /// <summary>Its interval, in words.</summary>
    public string Interval => _reached is null ? "–" : Numbers.Interval(_reached, Numbers.Short);

    /// <summary>How many came so far, in words.</summary>
    public string Came => $"{_reached?.Count ?? 0} of {Values.Count}";

    /// <summary>Of some groups.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="target">The accuracy.</param>
    /// <param name="taken">What a run has taken up to the end of an epoch, by its place from 0.</param>
    public static IReadOnlyList<TakenToAccuracy> Of(IEnumerable<Group> groups, AccuracyTarget target, Func<RunSummary, int, double> taken) =>
    [
        .. groups.Select(group => new TakenToAccuracy(
            group, [.. group.Runs.Select(run => target.ReachedIn(run) is >= 0 and var i ? taken(run, i) : (double?)null)])),
    ];

    /// <summary>All of them as a figure; none where no run came so far.</summary>
    public static IReadOnlyList<Figure> Figures(string title, string unit, IEnumerable<TakenToAccuracy> rows)
    {
        var reached = rows.Where(row => row._reached is not null).Select(row => (row.Group, row._reached!)).ToList();
        if (reached.Count == 0) return [];
        return [new Figure(title, new StripChart(title, unit, reached).Draw(), Times.NamesOf(reached.Select(row => row.Group.Times)))];
    }
}

using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Statistics;
using ActorBackprop.Learning;

namespace ActorBackprop.Lab.Reporting;

/// <summary>The speed of a training by workers: groups that differ only in the number of workers.</summary>
/// <param name="Index">The index of the series from 0, which selects its colour.</param>
/// <param name="Label">Its label.</param>
/// <param name="IsWeak">Whether the minibatch grows with the workers.</param>
/// <param name="Times">Where its times come from.</param>
/// <param name="Points">Its points, ordered by workers.</param>
/// <param name="Law">The law that fits them.</param>
internal sealed record Scaling(
    int Index, string Label, bool IsWeak, TimeKind Times, IReadOnlyList<ScalingPoint> Points, ScalingLaw Law)
{
    /// <summary>Returns all series with at least two numbers of workers.</summary>
    public static IReadOnlyList<Scaling> Of(IReadOnlyList<Group> groups)
    {
        var timed = groups.Where(group => group.Values.ContainsKey("workers") && group.Runs.Any(run => run.SamplesPerSecond is not null)).ToList();
        var isWeak = timed.Any(group => group.Values.ContainsKey("minibatch"))
            && timed.Select(group => (double)group.Runs[0].Settings.Minibatch / WorkersOf(group)).Distinct().Count() == 1;
        string[] left = isWeak ? ["workers", "minibatch"] : ["workers"];
        return
        [
            .. timed.GroupBy(group => Grouping.LabelOf(group.Values.Where(value => !left.Contains(value.Key))))
                .Where(series => series.Select(WorkersOf).Distinct().Count() > 1)
                .Select((series, index) => Of(index, series.Key, isWeak, [.. series.OrderBy(WorkersOf)])),
        ];
    }

    private static Scaling Of(int index, string label, bool isWeak, IReadOnlyList<Group> groups)
    {
        var first = groups[0];
        var (usual, bySeed) = (PaceOf(first).Median, PacesBySeed(first));
        var points = groups.Select(group =>
        {
            var pace = PaceOf(group);
            // Paired with the run of the same seed and repeat; without one, with the median.
            var speedUps = PacesBySeed(group).Select(run => run.Value / (bySeed.TryGetValue(run.Key, out var alone) ? alone : usual));
            return new ScalingPoint(WorkersOf(group), pace, Estimate.Of(speedUps));
        }).ToList();
        var law = ScalingLaw.Fit([.. points.Select(point => ((double)point.Workers / points[0].Workers, point.SpeedUp.Median))], isWeak);
        return new Scaling(index, label.Length > 0 ? label : Names.Of(first.Runs[0].Host), isWeak, first.Times, points, law);
    }

    private static int WorkersOf(Group group) => group.Runs[0].Settings.Workers;

    private static Estimate PaceOf(Group group) => Estimate.Of(group.Runs.Select(run => run.SamplesPerSecond).OfType<double>());

    private static Dictionary<(ulong Seed, int Repeat), double> PacesBySeed(Group group) =>
        group.Runs.Where(run => run.SamplesPerSecond is not null).GroupBy(run => run.Settings.Seed)
            .SelectMany(seed => seed.Select((run, repeat) => (Key: (seed.Key, repeat), run.SamplesPerSecond!.Value)))
            .ToDictionary(run => run.Key, run => run.Value);
}

/// <summary>The speed of a number of workers.</summary>
/// <param name="Workers">The number of workers.</param>
/// <param name="Pace">Samples per second.</param>
/// <param name="SpeedUp">Speed relative to the fewest workers of the series.</param>
internal sealed record ScalingPoint(int Workers, Estimate Pace, Estimate SpeedUp);

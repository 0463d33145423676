using ActorBackprop.Lab.Collecting;

namespace ActorBackprop.Lab.Reporting;

/// <summary>Runs that differ in their seeds alone.</summary>
/// <param name="Index">Which, from 0: its colour.</param>
/// <param name="Label">What it is called: workers 2.</param>
/// <param name="Values">What varies, with its values.</param>
/// <param name="Runs">Its runs that are finished, by seed.</param>
internal sealed record Group(int Index, string Label, IReadOnlyDictionary<string, string> Values, IReadOnlyList<RunSummary> Runs)
{
    /// <summary>What the times of its runs are worth.</summary>
    public TimeKind Times => Runs.Max(run => run.Times);

    /// <summary>Seeds it has; a seed that is repeated counts once.</summary>
    public int Seeds => Runs.Select(run => run.Settings.Seed).Distinct().Count();

    /// <summary>A value of its runs by seed; of a seed that is repeated, of the first.</summary>
    public IReadOnlyDictionary<ulong, double> BySeed(Func<RunSummary, double?> value) =>
        Runs.Where(run => value(run) is not null).GroupBy(run => run.Settings.Seed)
            .ToDictionary(seed => seed.Key, seed => value(seed.First())!.Value);
}

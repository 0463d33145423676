using ActorBackprop.Lab.Collecting;

namespace ActorBackprop.Lab.Reporting;

/// <summary>Runs that differ in their seeds alone.</summary>
/// <param name="Index">Which, from 0: its colour.</param>
/// <param name="Label">What it is called: workers 2.</param>
/// <param name="Values">What varies, with its values.</param>
/// <param name="Runs">Its runs that are finished, by seed; none where all diverged.</param>
/// <param name="Diverged">Its runs that diverged, by seed.</param>
internal sealed record Group(
    int Index, string Label, IReadOnlyDictionary<string, string> Values, IReadOnlyList<RunSummary> Runs, IReadOnlyList<RunSummary> Diverged)
{
    /// <summary>Its number in tables and charts, from 1.</summary>
    public string Number => Numbers.Whole(Index + 1);

    /// <summary>Its number and label, for charts and legends.</summary>
    public string Title => $"{Number}. {Label}";

    /// <summary>How many of its runs diverged, in words: 1 of 5.</summary>
    public string DivergedOf => $"{Diverged.Count} of {Runs.Count + Diverged.Count}";

    /// <summary>What the times of its runs are worth.</summary>
    public TimeKind Times => Runs.Concat(Diverged).Max(run => run.Times);

    /// <summary>Seeds of its finished runs; a seed that is repeated counts once.</summary>
    public int Seeds => Runs.Select(run => run.Settings.Seed).Distinct().Count();

    /// <summary>A value of its runs by seed; of a seed that is repeated, of the first.</summary>
    public IReadOnlyDictionary<ulong, double> BySeed(Func<RunSummary, double?> value) =>
        Runs.Where(run => value(run) is not null).GroupBy(run => run.Settings.Seed)
            .ToDictionary(seed => seed.Key, seed => value(seed.First())!.Value);
}

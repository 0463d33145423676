using ActorBackprop.Lab.Collecting;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Lab.Sweeping;

/// <summary>What a sweep came to.</summary>
/// <param name="Start">How it began.</param>
/// <param name="Runs">Its runs that have ended.</param>
/// <param name="Elapsed">Real time it took, this time.</param>
/// <param name="StoppedWith">What the program ends with because somebody stopped the sweep; null where nobody did.</param>
public sealed record SweepResult(SweepStart Start, IReadOnlyList<SweptRun> Runs, TimeSpan Elapsed, ExitCode? StoppedWith)
{
    /// <summary>The runs that failed.</summary>
    public IEnumerable<SweptRun> Failed => Runs.Where(run => run.State == RunState.Failed);

    /// <summary>What the program ends with: what the first run that failed did.</summary>
    public ExitCode ExitCode => StoppedWith ?? Failed.FirstOrDefault()?.Code ?? ExitCode.Ok;
}

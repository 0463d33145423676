namespace ActorBackprop.Lab.Sweeping;

/// <summary>How far a sweep has come.</summary>
/// <param name="Run">The run that goes on, from 1.</param>
/// <param name="Runs">All runs.</param>
/// <param name="Name">What the run is called.</param>
/// <param name="Done">Share of the work that is done.</param>
/// <param name="DoneNow">Share of the work that was done since the sweep was started this time.</param>
/// <param name="Elapsed">Real time since then.</param>
public sealed record SweepProgress(int Run, int Runs, string Name, double Done, double DoneNow, TimeSpan Elapsed)
{
    /// <summary>Time that the rest will take; null where it cannot be told.</summary>
    public TimeSpan? Left => DoneNow > 0 && Elapsed / DoneNow is var whole && whole < TimeSpan.FromDays(10_000) ? whole * (1 - Done) : null;
}

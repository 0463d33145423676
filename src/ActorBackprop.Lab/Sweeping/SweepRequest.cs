using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Runs;

namespace ActorBackprop.Lab.Sweeping;

/// <summary>A sweep to run.</summary>
public sealed record SweepRequest
{
    /// <summary>The experiment.</summary>
    public required Experiment Experiment { get; init; }

    /// <summary>Its runs, as <see cref="Experiments.Points"/> makes them.</summary>
    public required IReadOnlyList<Point> Points { get; init; }

    /// <summary>The directory: a new one, or one that the same sweep was run in before.</summary>
    public required string Directory { get; init; }

    /// <summary>The command line, for the record.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Called when the sweep was stopped; returns the exit code. Default: <see cref="ExitCode.Interrupted"/>.</summary>
    public Func<ExitCode> WhenStopped { get; init; } = static () => ExitCode.Interrupted;
}

/// <summary>The result of a sweep.</summary>
/// <param name="Start">How it began.</param>
/// <param name="Runs">Its runs that have ended.</param>
/// <param name="Elapsed">Real time it took, this time.</param>
/// <param name="StoppedWith">The exit code of a stopped sweep; null for one that was not stopped.</param>
public sealed record SweepResult(SweepStart Start, IReadOnlyList<SweptRun> Runs, TimeSpan Elapsed, ExitCode? StoppedWith)
{
    /// <summary>The runs that failed.</summary>
    public IEnumerable<SweptRun> Failed => Runs.Where(run => run.State == RunState.Failed);

    /// <summary>The exit code: that of the first run that failed.</summary>
    public ExitCode ExitCode => StoppedWith ?? Failed.FirstOrDefault()?.Code ?? ExitCode.Ok;
}

using ActorBackprop.Lab.Experiments;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Lab.Sweeping;

/// <summary>A sweep that somebody wants run.</summary>
public sealed record SweepRequest
{
    /// <summary>What is asked.</summary>
    public required Experiment Experiment { get; init; }

    /// <summary>Its runs, as <see cref="Experiments.Points"/> makes them.</summary>
    public required IReadOnlyList<Point> Points { get; init; }

    /// <summary>Where to: a new directory, or one that the same sweep was run in before.</summary>
    public required string Directory { get; init; }

    /// <summary>The command line, for the record.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Asked when the sweep was stopped: what the program is to end with. Default: <see cref="ExitCode.Interrupted"/>.</summary>
    public Func<ExitCode> WhenStopped { get; init; } = static () => ExitCode.Interrupted;
}

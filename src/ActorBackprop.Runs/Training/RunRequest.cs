using ActorBackprop.Runs.Configuration;

namespace ActorBackprop.Runs.Training;

/// <summary>What somebody wants trained.</summary>
public sealed record RunRequest
{
    /// <summary>The settings.</summary>
    public required ResolvedConfiguration Configuration { get; init; }

    /// <summary>The command line, for the record.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Where the run's directory is to be, absent or empty; null for a new one in runs/.</summary>
    public string? Out { get; init; }

    /// <summary>The directory of a run to go on with; null to begin one.</summary>
    public string? Resume { get; init; }

    /// <summary>Without actors, on one thread: the oracle.</summary>
    public bool Sequential { get; init; }

    /// <summary>In virtual time; null for real. Default: null.</summary>
    public SimulationRequest? Simulation { get; init; }

    /// <summary>Asked when the run was stopped: what the program is to end with. Default: <see cref="ExitCode.Interrupted"/>.</summary>
    public Func<ExitCode> WhenStopped { get; init; } = static () => ExitCode.Interrupted;
}

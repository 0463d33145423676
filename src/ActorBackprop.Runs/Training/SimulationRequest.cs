using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Runs.Training;

/// <summary>A request to train in virtual time.</summary>
public sealed record SimulationRequest
{
    /// <summary>The world.</summary>
    public required WorldSettings World { get; init; }

    /// <summary>Whether to run only the protocol, without gradients. Default: no.</summary>
    public bool NoGradient { get; init; }

    /// <summary>The virtual time at which to stop; null for the end of the training. Default: null.</summary>
    public TimeSpan? Until { get; init; }

    /// <summary>The inputs of an earlier game to replay. Default: none.</summary>
    public IReadOnlyList<LoggedInput> Replay { get; init; } = [];

    /// <summary>The file for a timeline; null for none. Default: null.</summary>
    public string? Trace { get; init; }

    /// <summary>The position at which an earlier game was stopped, to stop there too; null does not stop. Default: null.</summary>
    public GamePlace? StopAt { get; init; }

    /// <summary>Plays the game until the condition holds; called on the thread that runs virtual time. Default: null, at full speed.</summary>
    public Action<Game, Func<bool>>? Play { get; init; }
}

/// <summary>An exact position in a game.</summary>
/// <param name="Turn">The number of events handled before it.</param>
/// <param name="At">The virtual time.</param>
public sealed record GamePlace(long Turn, TimeSpan At);

/// <summary>The result of a simulation, besides that of the training.</summary>
/// <param name="EventsSha256">The last hash of the event log's chain.</param>
/// <param name="Events">The number of events.</param>
/// <param name="Virtual">The virtual time at the end.</param>
/// <param name="Real">The real time it took.</param>
/// <param name="Faults">How often each kind of fault happened; kinds that did not happen are omitted.</param>
/// <param name="Inputs">The manual inputs.</param>
/// <param name="Validity">A sentence on how far its times are validated.</param>
/// <param name="IsValidated">Whether its times are based on measurements of the same training.</param>
public sealed record SimulationResult(string EventsSha256, long Events, TimeSpan Virtual, TimeSpan Real,
    IReadOnlyList<KeyValuePair<string, long>> Faults, IReadOnlyList<LoggedInput> Inputs, string Validity, bool IsValidated)
{
    /// <summary>The position at which it was stopped; null if it was not.</summary>
    public GamePlace? StoppedAt { get; init; }

    /// <summary>The events per second of real time.</summary>
    public double EventsPerSecond => Real > TimeSpan.Zero ? Events / Real.TotalSeconds : 0;
}

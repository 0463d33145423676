using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Runs.Training;

/// <summary>That a training is to run in virtual time, and how.</summary>
public sealed record SimulationRequest
{
    /// <summary>The world it runs in.</summary>
    public required WorldSettings World { get; init; }

    /// <summary>The protocol alone: nothing is computed, and nothing learned. Default: no.</summary>
    public bool NoGradient { get; init; }

    /// <summary>The virtual time to end at; null plays to the training's end. Default: null.</summary>
    public TimeSpan? Until { get; init; }

    /// <summary>Inputs of an earlier game, to be given again. Default: none.</summary>
    public IReadOnlyList<LoggedInput> Replay { get; init; } = [];

    /// <summary>The file to draw the run in, as a timeline; null for none. Default: null.</summary>
    public string? Trace { get; init; }

    /// <summary>Where an earlier game was stopped, to stop there again; null plays on. Default: null.</summary>
    public GamePlace? StopAt { get; init; }

    /// <summary>
    /// Plays the game until the condition holds; called on the thread that runs the virtual time. Default: null, as fast as
    /// it goes.
    /// </summary>
    public Action<Game, Func<bool>>? Play { get; init; }
}

/// <summary>A place in a game, exactly.</summary>
/// <param name="Turn">Happenings before it.</param>
/// <param name="At">The virtual time.</param>
public sealed record GamePlace(long Turn, TimeSpan At);

/// <summary>What a simulation came to, beside the training.</summary>
/// <param name="EventsSha256">The end of the event log's chain of hashes.</param>
/// <param name="Events">Events in it.</param>
/// <param name="Virtual">Virtual time since the beginning.</param>
/// <param name="Real">Real time it took.</param>
/// <param name="Faults">How often each kind of fault happened; those that did not are absent.</param>
/// <param name="Inputs">Inputs by hand.</param>
/// <param name="Validity">How far its times can be trusted: a sentence.</param>
/// <param name="IsValidated">Whether its times rest on measurements of this very training.</param>
public sealed record SimulationResult(string EventsSha256, long Events, TimeSpan Virtual, TimeSpan Real,
    IReadOnlyList<KeyValuePair<string, long>> Faults, IReadOnlyList<LoggedInput> Inputs, string Validity, bool IsValidated)
{
    /// <summary>Where it was stopped before the training's end; null if it was not.</summary>
    public GamePlace? StoppedAt { get; init; }

    /// <summary>Events a real second.</summary>
    public double EventsPerSecond => Real > TimeSpan.Zero ? Events / Real.TotalSeconds : 0;
}

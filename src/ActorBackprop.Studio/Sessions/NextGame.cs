using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Learning;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Studio.Sessions;

/// <summary>A game that the user picked on the page.</summary>
/// <param name="Request">Its run, with a new directory; the caller adds the player.</param>
public sealed record NextGame(RunRequest Request)
{
    /// <summary>The most workers of a level that the page starts; larger levels are started from a terminal.</summary>
    public const int MaxWorkers = 2000;

    private static readonly Dictionary<string, string> NoEnvironment = [];

    /// <summary>The moment of an earlier game to replay to first. Default: null, the beginning.</summary>
    public Moment? From { get; init; }

    /// <summary>Whether it continues from there without a pause. Default: no.</summary>
    public bool Plays { get; init; }

    /// <summary>Real seconds per step; null for <see cref="Pace.HumanStepSeconds"/>, 0 for full speed. Default: null.</summary>
    public double? StepSeconds { get; init; }

    /// <summary>Returns a level that ships with the program, as `simulate LEVEL` plays it.</summary>
    /// <exception cref="ConfigurationException">There is no such level, or the environment contradicts it.</exception>
    public static NextGame OfLevel(string name, IReadOnlyDictionary<string, string> environment)
    {
        // The page may name levels, but not files.
        if (!Level.Names.Contains(name)) throw new ConfigurationException($"there is no level '{name}'");
        var level = Level.Find(name);
        var configuration = ResolvedConfiguration.Resolve(null, environment, [], level);
        level.Check(configuration.Settings.Workers);
        if (configuration.Settings.Workers > MaxWorkers)
            throw new ConfigurationException(
                $"{configuration.Settings.Workers} workers are too many for the page; use a terminal: actorbackprop simulate {name}");
        var request = new RunRequest
        {
            Configuration = configuration,
            Simulation = new SimulationRequest { World = GameLoop.Smooth(level.World) },
        };
        request.Check();
        return new NextGame(request);
    }

    /// <summary>Returns the same game in another consistency mode, with the same inputs at the same virtual times.</summary>
    /// <param name="played">The game.</param>
    /// <param name="mode">The mode.</param>
    /// <param name="value">K or the staleness bound, for modes that have one; 0 for the default.</param>
    /// <exception cref="ConfigurationException">The mode contradicts other settings.</exception>
    internal static NextGame WithMode(PlayedGame played, ConsistencyMode mode, int value)
    {
        var simulation = played.Start.Simulation!;
        var key = mode switch
        {
            ConsistencyMode.KSync or ConsistencyMode.KBatchSync or ConsistencyMode.KAsync or ConsistencyMode.KBatchAsync => "gradientsPerStep",
            ConsistencyMode.StaleSynchronous => "stalenessBound",
            _ => null,
        };
        List<Assignment> settings = [new("mode", Names.Of(mode), "the page"), new("gradientsPerStep", "null", "the page")];
        if (key is not null && value > 0) settings.Add(new(key, $"{value}", "the page"));
        var world = simulation.World with { Script = [.. simulation.World.Script, .. played.Inputs.Select(Scripted)] };
        var request = Again(played, settings, simulation with { World = world, Replay = [] }, Names.Of(mode));
        request.WithCustomParts(request.Configuration.Settings.ToPlan(played.Start.Plan.Images));
        return new NextGame(request);
    }

    /// <summary>Returns the same game from an earlier moment on; it is replayed up to there.</summary>
    internal static NextGame Resume(PlayedGame played, Moment moment) =>
        new(Again(played, [], played.Start.Simulation! with { Replay = [.. played.Inputs.Take(moment.Inputs)] }, "again")) { From = moment };

    /// <summary>Returns the same game from its beginning, without inputs.</summary>
    internal static NextGame Restart(PlayedGame played) => new(Again(played, [], played.Start.Simulation! with { Replay = [] }, "again"));

    private static RunRequest Again(
        PlayedGame played, IReadOnlyList<Assignment> settings, SimulationRequest simulation, string name)
    {
        var directory = RunDirectory.Open(played.Directory);
        var request = new RunRequest
        {
            Configuration = ResolvedConfiguration.Resolve(directory.ConfigurationPath, NoEnvironment, settings),
            Out = played.IsReplay ? null : Beside(played.Directory, name),
            // Only the original game writes its timeline.
            Simulation = simulation with { StopAt = null, Trace = null, Play = null },
        };
        request.Check();
        return request;
    }

    private static ScriptedInput Scripted(LoggedInput input) => new()
    {
        AtSeconds = input.At.TotalSeconds,
        Do = input.Input.Kind,
        Workers = input.Input.Worker < 0 ? [] : [input.Input.Worker],
        Value = input.Input.Value,
    };

    private static string Beside(string path, string name)
    {
        path = Path.TrimEndingDirectorySeparator(path);
        var first = Regex.Replace(path, $"-{name}(-[0-9]+)?$", "");
        for (var (candidate, next) = ($"{first}-{name}", 2); ; candidate = $"{first}-{name}-{next++}")
            if (!Path.Exists(candidate)) return candidate;
    }
}

/// <summary>A game from which the next one is made.</summary>
/// <param name="Start">The start of its run.</param>
/// <param name="Directory">The directory of its run.</param>
/// <param name="IsReplay">Whether that is the directory of an earlier run, where nothing is written.</param>
/// <param name="Inputs">Its inputs, including those not yet replayed.</param>
internal sealed record PlayedGame(RunStart Start, string Directory, bool IsReplay, IReadOnlyList<LoggedInput> Inputs);

/// <summary>A queue of the games that the user picked on the page; the program plays them in order.</summary>
/// <param name="environment">The environment variables; their settings apply to every game.</param>
public sealed class NextGames(IReadOnlyDictionary<string, string> environment) : IDisposable
{
    private readonly BlockingCollection<NextGame> _wanted = [];

    /// <summary>The environment variables.</summary>
    internal IReadOnlyDictionary<string, string> Environment => environment;

    /// <summary>Adds a game.</summary>
    internal void Add(NextGame next) => _wanted.Add(next);

    /// <summary>Waits for the next game.</summary>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>Null when the wait was ended.</returns>
    public NextGame? Next(CancellationToken stop)
    {
        try
        {
            return _wanted.Take(stop);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _wanted.Dispose();
}

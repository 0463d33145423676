using System.Text.RegularExpressions;
using ActorBackprop.Learning;
using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Runs.Output;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Studio.Stages;

/// <summary>A game that is to be played next on the page.</summary>
/// <param name="Request">The run it is, a new one with a directory of its own; what plays it is still to be put in.</param>
public sealed record Encore(RunRequest Request)
{
    /// <summary>Workers that a page begins a level with; more want a machine of their own.</summary>
    public const int MostWorkers = 2000;

    private static readonly Dictionary<string, string> NoEnvironment = [];

    /// <summary>Where an earlier game was, to play to at once; null begins at the beginning. Default: null.</summary>
    public Moment? From { get; init; }

    /// <summary>Whether it plays on from there by itself. Default: no.</summary>
    public bool Plays { get; init; }

    /// <summary>Real seconds a step; null for <see cref="Pace.HumanStepSeconds"/>, 0 for as fast as it goes. Default: null.</summary>
    public double? StepSeconds { get; init; }

    /// <summary>A level that ships, as `simulate LEVEL` plays it.</summary>
    /// <exception cref="ConfigurationException">There is no such level, or the environment contradicts it.</exception>
    public static Encore OfLevel(string name, IReadOnlyDictionary<string, string> environment)
    {
        // A page names levels, and no files.
        if (!Level.Names.Contains(name)) throw new ConfigurationException($"there is no level '{name}'");
        var level = Level.Find(name);
        var configuration = ResolvedConfiguration.Resolve(null, environment, [], level);
        level.Check(configuration.Settings.Workers);
        if (configuration.Settings.Workers > MostWorkers)
            throw new ConfigurationException($"{configuration.Settings.Workers} workers are begun from a terminal: actorbackprop simulate {name}");
        var request = new RunRequest
        {
            Configuration = configuration,
            Simulation = new SimulationRequest { World = GameLoop.Smooth(level.World) },
        };
        request.Check();
        return new Encore(request);
    }

    /// <summary>The same game in another consistency mode. What was done by hand is done again, at the same virtual times.</summary>
    /// <param name="played">The game.</param>
    /// <param name="mode">The mode.</param>
    /// <param name="value">K, or the staleness bound, of the modes that have one; 0 for their defaults.</param>
    /// <exception cref="ConfigurationException">It does not go with the other settings.</exception>
    internal static Encore InMode(PlayedGame played, ConsistencyMode mode, int value)
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
        return new Encore(request);
    }

    /// <summary>The same game from an earlier moment on: it is played again up to there.</summary>
    internal static Encore After(PlayedGame played, Moment moment) =>
        new(Again(played, [], played.Start.Simulation! with { Replay = [.. played.Inputs.Take(moment.Inputs)] }, "again")) { From = moment };

    /// <summary>The same game from its beginning, with nothing done by hand.</summary>
    internal static Encore OfTheSame(PlayedGame played) => new(Again(played, [], played.Start.Simulation! with { Replay = [] }, "again"));

    private static RunRequest Again(
        PlayedGame played, IReadOnlyList<Assignment> settings, SimulationRequest simulation, string name)
    {
        var directory = RunDirectory.Open(played.Directory);
        var request = new RunRequest
        {
            Configuration = ResolvedConfiguration.Resolve(directory.ConfigurationPath, NoEnvironment, settings),
            Out = played.IsReplay ? null : Beside(played.Directory, name),
            // A timeline is drawn of the game it was asked for.
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

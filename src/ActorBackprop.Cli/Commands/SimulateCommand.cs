using System.CommandLine;
using System.Globalization;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Cli.Watching;
using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Play;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop simulate.</summary>
internal static class SimulateCommand
{
    private const string DefaultLevel = "perfect";

    public static Command Create()
    {
        var name = Flags.NameOrFile("LEVEL", "Level name or file; --list shows the names", () => Level.Names);
        name.DefaultValueFactory = _ => DefaultLevel;
        var list = Flags.Switch("--list", "List the levels");
        var until = Flags.Text("--until", "TIME", "Virtual time at which to stop: 2.5s, 300ms, 5m, 1h");
        var noGradient = Flags.Switch("--no-gradient", "Run the protocol alone: no gradients, no weights");
        var profile = Flags.Text("--profile", "FILE", "Measurements of a machine, which replace the level's figures for workers and server");
        var trace = Flags.Text("--trace", "FILE", "Write a timeline for ui.perfetto.dev, e.g. run.pftrace");
        var command = new Command("simulate", "Trains in virtual time, with the same actors on simulated machines and networks")
        {
            name, list, until, noGradient, profile, trace,
        };
        var (watch, view) = (new WatchOptions(command), new ViewOption(command));
        var (settings, run) = (new SettingOptions(command), new RunOptions(command));
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(list)) return List();
            run.Check(parsed);
            var level = Level.Find(parsed.GetRequiredValue(name));
            var configuration = settings.Resolve(parsed, level: level);
            level.Check(configuration.Settings.Workers);
            var measured = parsed.GetValue(profile) is { } file ? Level.ReadProfile(ConfigFiles.Find(file)) : level.World.Profile;
            var world = level.World with { Profile = measured };
            var watched = watch.Display(parsed, run.AreForPrograms(parsed));
            using var viewed = view.Games(parsed, run.AreForPrograms(parsed), watched is not null);
            return run.Run(parsed, new RunRequest
            {
                Configuration = configuration,
                Arguments = Environment.GetCommandLineArgs()[1..],
                Out = run.Out(parsed),
                Simulation = new SimulationRequest
                {
                    World = watched is null && viewed is null ? world : GameLoop.Smooth(world),
                    NoGradient = parsed.GetValue(noGradient),
                    Until = parsed.Time(until),
                    Trace = parsed.GetValue(trace),
                    Play = watched is not null ? watched.Play : viewed is not null ? viewed.First.Play : null,
                },
            }, (Display?)watched ?? viewed);
        });
        return command;
    }

    private static int List() => Flags.PrintNames(Level.Names, name =>
    {
        var level = Level.Find(name);
        return (level.Title, level.About);
    });
}

/// <summary>--watch and --speed: plays a simulation in the terminal.</summary>
internal sealed class WatchOptions
{
    private const string Max = "max";

    private readonly Option<bool> _watch = Flags.Switch("--watch", "Play in the terminal: pause, step, kill workers; ? shows the keys");

    private readonly Option<string> _speed = Flags.Text("--speed", "FACTOR",
        $"With --watch: virtual seconds per second, or {Max} [default: one step in 4 seconds]");

    /// <summary>Adds them to a command.</summary>
    public WatchOptions(Command command) => command.Add(_watch, _speed);

    /// <summary>Returns the display that plays the game; null without --watch.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isForPrograms">Whether programs read the output.</param>
    /// <exception cref="RunException">Options exclude each other, or there is no terminal.</exception>
    public WatchDisplay? Display(ParseResult parsed, bool isForPrograms)
    {
        var speed = SpeedOf(parsed.GetValue(_speed));
        if (!parsed.GetValue(_watch)) return speed is null ? null : throw Usage.Error("--speed requires --watch.");
        if (isForPrograms) throw Usage.Error("--watch excludes --json and --quiet.");
        if (Console.IsOutputRedirected || Console.IsInputRedirected)
            throw Usage.Error("--watch: expected a terminal, found a file or a pipe; leave it out.");
        return new WatchDisplay(Screen.Create(), TimeProvider.System, NextKey) { Speed = speed };
    }

    private static ConsoleKeyInfo? NextKey()
    {
        try
        {
            return Console.KeyAvailable ? Console.ReadKey(intercept: true) : null;
        }
        catch (IOException)
        {
            return null; // the terminal was closed; a signal reports that too
        }
    }

    /// <summary>Returns virtual seconds per second, infinite for max; null for no text.</summary>
    private static double? SpeedOf(string? text) => text is null ? null
        : text == Max ? double.PositiveInfinity
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed)
            && speed is >= GameLoop.MinSpeed and <= GameLoop.MaxSpeed
            ? speed
            : throw Usage.Error($"--speed: expected a number from {GameLoop.MinSpeed:0.######} to {GameLoop.MaxSpeed} or {Max}, found {text}.");
}

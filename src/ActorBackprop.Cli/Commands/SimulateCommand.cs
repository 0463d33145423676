using System.CommandLine;
using System.CommandLine.Completions;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs;
using ActorBackprop.Simulation.Play;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop simulate.</summary>
internal static class SimulateCommand
{
    /// <summary>The level that is played when none is named.</summary>
    private const string Plain = "perfect";

    public static Command Create()
    {
        Argument<string> name = new("LEVEL")
        {
            Description = "A level by its name, or a file; --list shows them",
            HelpName = "LEVEL",
            DefaultValueFactory = _ => Plain,
        };
        name.CompletionSources.Add(_ => Level.Names.Select(level => new CompletionItem(level)));
        var command = new Command("simulate", "Trains in virtual time: the same actors in a world of laws, links and faults") { name.NoFlag() };
        Option<bool> list = new("--list") { Description = "The levels there are" };
        Option<string> until = new("--until") { Description = "Virtual time to end at, as in 2.5s, 300ms, 5m, 1h", HelpName = "TIME" };
        Option<bool> noGradient = new("--no-gradient") { Description = "The protocol alone: nothing is computed, and nothing learned" };
        Option<string> profile = new("--profile")
        {
            Description = "A machine's measurements, in place of the level's figures for workers and server",
            HelpName = "FILE",
        };
        Option<string> trace = new("--trace")
        {
            Description = "Draw the run as a timeline for ui.perfetto.dev, as in run.pftrace",
            HelpName = "FILE",
        };
        foreach (var option in new Option[] { list, until, noGradient, profile, trace }) command.Options.Add(option);
        var watch = new WatchOptions(command);
        var view = new ViewOption(command);
        var settings = new SettingOptions(command);
        var run = new RunOptions(command);
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
                    Until = parsed.GetValue(until) is { } time ? Durations.Parse("--until", time) : null,
                    Trace = parsed.GetValue(trace),
                    Play = watched is not null ? watched.Play : viewed is not null ? viewed.First.Play : null,
                },
            }, (Display?)watched ?? viewed);
        });
        return command;
    }

    private static int List()
    {
        var width = Level.Names.Max(level => level.Length);
        foreach (var name in Level.Names)
        {
            var level = Level.Find(name);
            Console.WriteLine($"{name.PadRight(width)}  {level.Title}");
            Console.WriteLine($"{"".PadRight(width)}  {level.About}");
        }
        return (int)ExitCode.Ok;
    }
}

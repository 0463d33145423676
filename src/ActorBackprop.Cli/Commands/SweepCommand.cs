using System.CommandLine;
using System.Globalization;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Cli.Sweeping;
using ActorBackprop.Configuration;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Lab.Sweeping;
using ActorBackprop.Learning;
using ActorBackprop.Runs;
using Spectre.Console;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop sweep.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        var file = Flags.NameOrFile("EXPERIMENT",
            "Experiment name or file; --list shows the names. Without one, --sweep says what varies", () => ExperimentFile.Names);
        file.Arity = ArgumentArity.ZeroOrOne;
        var list = Flags.Switch("--list", "List the experiments");
        var command = new Command("sweep", "Runs an experiment: many trainings with different settings") { file, list };
        var run = new RunOptions(command,
            "Directory for the runs; an unfinished sweep there is continued [default: runs/ and the experiment's name]");
        var (sweep, settings) = (new SweepOptions(command), new SettingOptions(command));
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(list)) return List();
            run.Check(parsed);
            var experiment = sweep.Experiment(parsed, parsed.GetValue(file));
            using var signals = new StopSignals();
            var request = new SweepRequest
            {
                Experiment = experiment,
                Points = Points.Of(experiment, settings.File(parsed), SettingOptions.EnvironmentVariables(), settings.Assignments(parsed)),
                Directory = run.Out(parsed) ?? Path.Combine("runs", experiment.Name),
                Arguments = Environment.GetCommandLineArgs()[1..],
                WhenStopped = () => signals.Code,
            };
            if (run.IsDryRun(parsed)) return DryRun(request);
            var display = SweepDisplay.Choose(run.Output(parsed));
            var result = display.Show(listener => Sweep.Execute(request, listener, TimeProvider.System, signals.Token));
            return (int)result.ExitCode;
        });
        return command;
    }

    private static int List() => Flags.PrintNames(ExperimentFile.Names, name =>
    {
        var experiment = ExperimentFile.Find(name);
        return (experiment.Title, experiment.About);
    });

    /// <summary>Shows the runs of a sweep.</summary>
    private static int DryRun(SweepRequest request)
    {
        var screen = Screen.Create();
        screen.Line(SweepSentences.Of(new SweepStart(request.Experiment, request.Points, request.Directory)));
        if (request.Experiment.About.Length > 0) screen.Line(request.Experiment.About);
        var table = screen.Table("", "<run", "<host", "seed", "workers", "minibatch", "epochs");
        foreach (var (i, point) in request.Points.Index())
        {
            var settings = point.Configuration.Settings;
            var host = point.Level is { } level ? $"{Names.Of(point.Host)}: {level.Title}" : Names.Of(point.Host);
            IFormattable[] numbers = [settings.Seed, settings.Workers, settings.Minibatch, settings.Epochs];
            table.AddRow([.. new[] { $"{i + 1}", point.Name, host }
                .Concat(numbers.Select(number => number.ToString(null, CultureInfo.InvariantCulture))).Select(cell => new Text(cell))]);
        }
        screen.Write(table);
        return (int)ExitCode.Ok;
    }
}

/// <summary>The options that say what a sweep varies, and how its runs are executed.</summary>
internal sealed class SweepOptions
{
    private readonly Option<string[]> _sweep = new("--sweep")
    {
        Description = "A setting and its values, e.g. workers=1,2,4; repeatable, all combinations are run",
        HelpName = "key=values",
    };

    private readonly Option<string> _seeds = Flags.Text("--seeds", "SEEDS", "Seeds to run, 1..5 or 1,2,3");
    private readonly Option<string> _repeats = Flags.Text("--repeats", "TIMES", "Runs per seed, for timing");

    private readonly Option<string> _host = Flags.Text("--host", "train|sequential|simulate",
        "How to run: with actors, without, or in virtual time");

    private readonly Option<string> _level = Flags.Text("--level", "LEVEL", "With --host simulate: level name or file");

    /// <summary>Adds them to a command.</summary>
    public SweepOptions(Command command) => command.Add(_sweep, _seeds, _repeats, _host, _level);

    /// <summary>Returns the experiment that a command line describes.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="file">The experiment's name or file; null for none.</param>
    public Experiment Experiment(ParseResult parsed, string? file)
    {
        var axes = (parsed.GetValue(_sweep) ?? []).Select(text => Assignment.Parse(text, $"--sweep {Shown.Text(text)}")).ToList();
        if (file is null && axes.Count == 0 && parsed.GetValue(_seeds) is null && parsed.GetValue(_repeats) is null)
            throw Usage.Error(
                "sweep: expected an experiment, as in sweep scaling, or what varies, as in --sweep workers=1,2,4; --list shows the experiments.");
        if (file is not null && axes.Count > 0)
            throw Usage.Error("--sweep is for sweeps without a file: an experiment's file says what varies.");
        var experiment = file is null ? SweptByFlags.Experiment(axes) : ExperimentFile.Find(file);
        if (parsed.GetValue(_seeds) is { } seeds) experiment = experiment with { Seeds = SeedList.Parse(seeds, "--seeds") };
        if (parsed.GetValue(_repeats) is { } repeats) experiment = experiment with { Repeats = Repeats(repeats) };
        foreach (var (key, option) in new[] { ("host", _host), ("level", _level) })
            if (parsed.GetValue(option) is { } value)
                experiment = SweptByFlags.With(experiment, key, value, option.Name);
        return experiment;
    }

    private static int Repeats(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times is >= 1 and <= 100
        ? times
        : throw Usage.Error($"--repeats: expected a whole number from 1 to 100, found {Shown.Quoted(text)}.");
}

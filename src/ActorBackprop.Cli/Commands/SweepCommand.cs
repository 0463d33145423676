using System.CommandLine;
using System.CommandLine.Completions;
using ActorBackprop.Cli.Sweeping;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Lab.Sweeping;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop sweep.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        Argument<string> file = new("FILE")
        {
            HelpName = "EXPERIMENT",
            Description = "An experiment by its name, or a file; --list shows them. Without it --sweep says what varies",
            Arity = ArgumentArity.ZeroOrOne,
        };
        file.CompletionSources.Add(_ => ExperimentFile.Names.Select(name => new CompletionItem(name)));
        var command = new Command("sweep", "Runs an experiment: many trainings with different settings") { file.NoFlag() };
        Option<bool> list = new("--list") { Description = "The experiments there are" };
        Option<string> @out = new("--out")
        {
            Description = "Directory for the runs; one where the same sweep was begun goes on [default: one of the experiment's name in runs/]",
            HelpName = "DIR",
        };
        Option<bool> json = new("--json") { Description = "JSON lines on standard output, nothing else" };
        Option<bool> quiet = new("--quiet") { Description = "Only the result" };
        Option<bool> dryRun = new("--dry-run") { Description = "Say what would be run, and do not run it" };
        foreach (var option in new Option[] { list, @out, json, quiet, dryRun }) command.Options.Add(option);
        var sweep = new SweepOptions(command);
        var settings = new SettingOptions(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(list)) return List();
            if (parsed.GetValue(json) && parsed.GetValue(dryRun))
                throw new RunException(ExitCode.Usage, "--json and --dry-run exclude each other: a dry run is for people to read.");
            var experiment = sweep.Experiment(parsed, parsed.GetValue(file));
            using var signals = new StopSignals();
            var request = new SweepRequest
            {
                Experiment = experiment,
                Points = Points.Of(experiment, settings.File(parsed), SettingOptions.EnvironmentVariables(), settings.Flags(parsed)),
                Directory = parsed.GetValue(@out) ?? Path.Combine("runs", experiment.Name),
                Arguments = Environment.GetCommandLineArgs()[1..],
                WhenStopped = () => signals.Code,
            };
            if (parsed.GetValue(dryRun)) return SweepDryRun.Show(request);
            var display = SweepDisplay.Choose(parsed.GetValue(json), parsed.GetValue(quiet));
            var result = display.Show(listener => Sweep.Execute(request, listener, TimeProvider.System, signals.Token));
            return (int)result.ExitCode;
        });
        return command;
    }

    private static int List()
    {
        var width = ExperimentFile.Names.Max(name => name.Length);
        foreach (var name in ExperimentFile.Names)
        {
            var experiment = ExperimentFile.Find(name);
            Console.WriteLine($"{name.PadRight(width)}  {experiment.Title}");
            Console.WriteLine($"{"".PadRight(width)}  {experiment.About}");
        }
        return (int)ExitCode.Ok;
    }
}

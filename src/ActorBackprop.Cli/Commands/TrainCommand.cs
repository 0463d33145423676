using System.CommandLine;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop train.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var command = new Command("train", "Trains a network, by default on the digits that ship with the program");
        var settings = new SettingOptions(command);
        Option<string> @out = new("--out")
        {
            Description = "Directory for the run's files, absent or empty [default: a new one in runs/]",
            HelpName = "DIR",
        };
        Option<string> resume = new("--resume")
        {
            Description = "Go on with the run in this directory, to the very bits it would have had",
            HelpName = "DIR",
        };
        Option<bool> sequential = new("--sequential") { Description = "Without actors, on one thread: the oracle of all others" };
        Option<bool> json = new("--json") { Description = "JSON lines on standard output, nothing else" };
        Option<bool> quiet = new("--quiet") { Description = "Only the result" };
        Option<bool> dryRun = new("--dry-run") { Description = "Say what would be done, and do not do it" };
        Option[] ofRuns = [@out, resume, sequential, json, quiet, dryRun];
        foreach (var option in ofRuns) command.Options.Add(option);
        var lesson = new LessonOptions(command, ofRuns);
        command.SetAction(parsed =>
        {
            if (lesson.AreGiven(parsed)) return lesson.Play(parsed, settings.Resolve(parsed).Settings);
            if (parsed.GetValue(json) && parsed.GetValue(dryRun))
                throw new RunException(ExitCode.Usage, "--json and --dry-run exclude each other: a dry run is for people to read.");
            var resumed = parsed.GetValue(resume);
            if (resumed is not null && parsed.GetValue(@out) is not null)
                throw new RunException(ExitCode.Usage, "--out and --resume exclude each other: a run goes on in its own directory.");
            var request = new RunRequest
            {
                Configuration = settings.Resolve(parsed, resumed is null ? null : TrainingRun.ConfigurationOf(resumed)),
                Arguments = Environment.GetCommandLineArgs()[1..],
                Out = parsed.GetValue(@out),
                Resume = resumed,
                Sequential = parsed.GetValue(sequential),
            };
            if (parsed.GetValue(dryRun)) return DryRun.Show(request);
            using var signals = new StopSignals();
            request = request with { WhenStopped = () => signals.Code };
            var display = Display.Choose(parsed.GetValue(json), parsed.GetValue(quiet));
            var result = display.Show(listener => TrainingRun.Execute(request, listener, TimeProvider.System, signals.Token));
            return (int)result.ExitCode;
        });
        return command;
    }
}

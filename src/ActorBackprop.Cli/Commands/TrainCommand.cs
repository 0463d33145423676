using System.CommandLine;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop train.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var command = new Command("train", "Trains a network, by default on the digits that ship with the program");
        var settings = new SettingOptions(command);
        Option<string> resume = new("--resume")
        {
            Description = "Resume the run in this directory, to the same bits as without the interruption",
            HelpName = "DIR",
        };
        Option<bool> sequential = new("--sequential") { Description = "Train without actors, on one thread, to the same bits" };
        command.Options.Add(resume);
        command.Options.Add(sequential);
        var processes = new ProcessOptions(command);
        var run = new RunOptions(command);
        var view = new ViewOption(command);
        var lesson = new LessonOptions(command, [resume, sequential, .. view.All, .. processes.All, .. run.All]);
        command.SetAction(parsed =>
        {
            if (lesson.AreGiven(parsed)) return lesson.Play(parsed, settings.Resolve(parsed).Settings);
            run.Check(parsed);
            var resumed = parsed.GetValue(resume);
            if (resumed is not null && run.Out(parsed) is not null)
                throw new RunException(ExitCode.Usage, "--out and --resume exclude each other: a run goes on in its own directory.");
            var configuration = settings.Resolve(parsed, resumed is null ? null : TrainingRun.ConfigurationOf(resumed));
            var cluster = processes.Request(parsed, configuration);
            if (cluster is not null && parsed.GetValue(sequential))
                throw new RunException(ExitCode.Usage, "--sequential has no workers, and so no worker processes; leave it out.");
            if (parsed.GetValue(sequential) && configuration.Origins["servers"].StartsWith("--", StringComparison.Ordinal))
                throw new RunException(ExitCode.Usage, "--sequential has no parameter servers; leave --servers out.");
            if (parsed.GetValue(sequential) && configuration.Origins["workers"].StartsWith("--", StringComparison.Ordinal))
                throw new RunException(ExitCode.Usage, "--sequential has no workers; leave --workers out.");
            var viewed = view.Training(parsed, run.AreForPrograms(parsed), parsed.GetValue(sequential));
            if (cluster is not null && viewed is not null)
                throw new RunException(ExitCode.Usage, "--view shows the workers of one process; leave it out, or --processes and --listen.");
            return run.Run(parsed, new RunRequest
            {
                Configuration = configuration,
                Arguments = Environment.GetCommandLineArgs()[1..],
                Out = run.Out(parsed),
                Resume = resumed,
                Sequential = parsed.GetValue(sequential),
                Cluster = cluster,
                Around = viewed is not null ? viewed.Session.Around : null,
            }, viewed);
        });
        return command;
    }
}

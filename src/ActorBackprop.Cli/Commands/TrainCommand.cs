using System.CommandLine;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop train.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var command = new Command("train", "Trains a network, by default on the included digits");
        var settings = new SettingOptions(command);
        var resume = Flags.Text("--resume", "DIR", "Resume the run in this directory; the weights come out as if it had never stopped");
        var sequential = Flags.Switch("--sequential", "Train on one thread without actors; the weights are the same");
        command.Add(resume, sequential);
        var (processes, run, view) = (new ProcessOptions(command), new RunOptions(command), new ViewOption(command));
        var lesson = new LessonOptions(command, [resume, sequential, .. view.All, .. processes.All, .. run.All]);
        command.SetAction(parsed =>
        {
            if (lesson.AreGiven(parsed)) return lesson.Play(parsed, settings.Resolve(parsed).Settings);
            run.Check(parsed);
            var (resumed, isSequential) = (parsed.GetValue(resume), parsed.GetValue(sequential));
            if (resumed is not null && run.Out(parsed) is not null)
                throw Usage.Error("--out and --resume exclude each other: a run resumes in its own directory.");
            var configuration = settings.Resolve(parsed, resumed is null ? null : TrainingRun.ConfigurationOf(resumed));
            var cluster = processes.Request(parsed, configuration);
            if (cluster is not null && isSequential)
                throw Usage.Error("--sequential uses no workers, and therefore no worker processes; leave it out.");
            foreach (var (key, what) in new[] { ("servers", "parameter servers"), ("workers", "workers") })
                if (isSequential && Flags.IsFlag(configuration.Origins[key]))
                    throw Usage.Error($"--sequential uses no {what}; leave --{key} out.");
            var viewed = view.Training(parsed, run.AreForPrograms(parsed), isSequential);
            if (cluster is not null && viewed is not null)
                throw Usage.Error("--view shows the workers of one process; leave it out, or --processes and --listen.");
            return run.Run(parsed, new RunRequest
            {
                Configuration = configuration,
                Arguments = Environment.GetCommandLineArgs()[1..],
                Out = run.Out(parsed),
                Resume = resumed,
                Sequential = isSequential,
                Cluster = cluster,
                Around = viewed is not null ? viewed.Session.Around : null,
            }, viewed);
        });
        return command;
    }
}

using System.CommandLine;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Runs.Calibration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs;
using Spectre.Console;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop calibrate.</summary>
internal static class CalibrateCommand
{
    private static readonly TimeSpan TimeOfAPiece = TimeSpan.FromSeconds(3);

    public static Command Create()
    {
        var command = new Command("calibrate", "Measures this machine for simulate --profile FILE");
        var settings = new SettingOptions(command,
            "layers", "activation", "cost", "minibatch", "microbatch", "optimizer", "momentum", "nesterov", "weightDecay", "workers", "validation",
            "data", "seed");
        Option<string> @out = new("--out")
        {
            Description = "The profile; what it has of other trainings is kept",
            HelpName = "FILE",
            DefaultValueFactory = _ => "profile.json",
        };
        command.Options.Add(@out);
        command.SetAction(parsed =>
        {
            var resolved = settings.Resolve(parsed).Settings;
            if (resolved.Workers > Environment.ProcessorCount)
                throw new RunException(ExitCode.Usage, $"--workers: expected at most the {Environment.ProcessorCount} cores of this machine, "
                    + $"found {resolved.Workers}; more of them take turns, which a profile does not tell.");
            var (plan, data) = TrainingRun.Prepare(resolved);
            var path = parsed.GetRequiredValue(@out);
            if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))) // before the minutes of measuring
                throw new RunIoException("write", path, new DirectoryNotFoundException());
            WrittenAt(path); // what is not a profile is refused now
            var (screen, training) = (Screen.Create(), data.Training);
            var table = screen.Table("workers", "µs a sample", "µs a step around them", "samples/s", "ms an evaluation", "slower meanwhile");
            for (var workers = 1; workers <= resolved.Workers; workers++)
            {
                Console.Error.WriteLine(
                    $"Measuring {plan.Network}, minibatch {plan.Minibatch}, {workers} of {resolved.Workers} workers: about 10 s.");
                var entry = Calibration.Measure(plan, training, data.Test, workers, TimeOfAPiece, TimeProvider.System);
                // Read again each time: another calibration may have written it meanwhile.
                Calibration.Write(path, Calibration.With(WrittenAt(path), entry));
                table.AddRow($"{workers}", $"{entry.SecondsPerSample * 1e6:N2}", $"{entry.SecondsPerStep * 1e6:N1}", $"{entry.SamplesPerSecond:N0}",
                    $"{entry.SecondsPerEvaluation * 1e3:N1}", $"{entry.EvaluationFactor:N2} x");
            }
            screen.Write(table);
            screen.Line($"Written to {path}. Simulate the same training with --profile {path}.");
            return (int)ExitCode.Ok;
        });
        return command;
    }

    private static ActorBackprop.Simulation.Worlds.Profile? WrittenAt(string path) => File.Exists(path) ? Level.ReadProfile(path) : null;
}

using System.CommandLine;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Runs.Calibration;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Runs.Training;
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
        var @out = Flags.Text("--out", "FILE", "Profile file; entries for other trainings are kept", "profile.json");
        command.Add(@out);
        command.SetAction(parsed => Measure(settings.Resolve(parsed).Settings, parsed.GetRequiredValue(@out)));
        return command;
    }

    private static void Measure(TrainingSettings resolved, string path)
    {
        if (resolved.Workers > Environment.ProcessorCount)
            throw Usage.Error($"--workers: expected at most the {Environment.ProcessorCount} cores of this machine, found {resolved.Workers}; "
                + "more workers take turns, which a profile does not describe.");
        var (plan, data) = TrainingRun.Prepare(resolved);
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))) // before the minutes of measuring
            throw new RunIoException("write", path, new DirectoryNotFoundException());
        Written(path); // a file that is not a profile is refused now
        var screen = Screen.Create();
        var table = screen.Table("workers", "µs per sample", "other µs per step", "samples/s", "ms per evaluation", "slowdown meanwhile");
        for (var workers = 1; workers <= resolved.Workers; workers++)
        {
            Console.Error.WriteLine(
                $"Measuring {plan.Network}, minibatch {plan.Minibatch}, {workers} of {resolved.Workers} workers: about 10 s.");
            var entry = Calibration.Measure(plan, data.Training, data.Test, workers, TimeOfAPiece, TimeProvider.System);
            // Read again each time: another calibration may have written it meanwhile.
            Calibration.Write(path, Calibration.With(Written(path), entry));
            table.AddRow($"{workers}", $"{entry.SecondsPerSample * 1e6:N2}", $"{entry.SecondsPerStep * 1e6:N1}", $"{entry.SamplesPerSecond:N0}",
                $"{entry.SecondsPerEvaluation * 1e3:N1}", $"{entry.EvaluationFactor:N2} x");
        }
        screen.Write(table);
        screen.Line($"Written to {path}. Simulate the same training with --profile {path}.");
    }

    private static Simulation.Worlds.Profile? Written(string path) => File.Exists(path) ? Level.ReadProfile(path) : null;
}

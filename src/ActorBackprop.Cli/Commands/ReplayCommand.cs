using System.CommandLine;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop replay.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        Argument<string> run = new("RUN") { Description = "Directory of the run" };
        var command = new Command("replay", "Replays a run from its files and checks that every event and weight is identical") { run.NoFlag() };
        Option<string> until = new("--until")
        {
            Description = "Of a simulated run: virtual time to end at, as in 2.5s, 300ms, 5m, 1h; then nothing is compared",
            HelpName = "TIME",
        };
        command.Options.Add(until);
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(run);
            TimeSpan? end = parsed.GetValue(until) is { } time ? Durations.Parse("--until", time) : null;
            using var signals = new StopSignals();
            ReplayResult? replay = null;
            Display.ChooseForReplay().Show(listener =>
            {
                replay = ReplayedRun.Execute(path, end, listener, TimeProvider.System, signals.Token);
                return replay.Again;
            });
            if (signals.Token.IsCancellationRequested)
                throw new RunException(signals.Code, $"The replay of {path} was stopped: nothing was compared.");
            return (int)Tell(path, replay!);
        });
        return command;
    }

    private static ExitCode Tell(string path, ReplayResult replay)
    {
        if (replay.Differences().Any()) throw new RunException(ExitCode.WrongBits, $"{path} {Sentences.OfDifferences(replay)}.");
        Console.WriteLine(Sentences.Of(path, replay));
        return ExitCode.Ok;
    }
}

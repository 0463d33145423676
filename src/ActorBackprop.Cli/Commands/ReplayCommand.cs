using System.CommandLine;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop replay.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "Directory of the run" }.NoFlag();
        var until = Flags.Text("--until", "TIME",
            "Simulated runs: stop at this virtual time (2.5s, 300ms, 5m, 1h) and compare nothing");
        var command = new Command("replay", "Replays a run from its files and checks that every event and weight is identical") { run, until };
        command.SetAction(parsed =>
        {
            var (path, end) = (parsed.GetRequiredValue(run), parsed.Time(until));
            using var signals = new StopSignals();
            ReplayResult? replay = null;
            Display.ChooseForReplay().Show(listener =>
            {
                replay = ReplayedRun.Execute(path, end, listener, TimeProvider.System, signals.Token);
                return replay.Again;
            });
            if (signals.Token.IsCancellationRequested)
                throw new RunException(signals.Code, $"The replay of {path} was stopped; nothing was compared.");
            if (replay!.Differences().Any()) throw new RunException(ExitCode.WrongBits, $"{path} {Sentences.OfDifferences(replay)}.");
            Console.WriteLine(Sentences.Of(path, replay));
        });
        return command;
    }
}

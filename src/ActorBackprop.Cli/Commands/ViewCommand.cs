using System.CommandLine;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Runs.Output;
using ActorBackprop.Runs.Training;
using ActorBackprop.Studio.Serving;
using ActorBackprop.Studio.Stages;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop view.</summary>
internal static class ViewCommand
{
    public static Command Create()
    {
        Argument<string> run = new("RUN") { Description = "Directory of the run" };
        var command = new Command("view", "Looks at a run in a browser: what it learned; a simulated one is played again") { run.NoFlag() };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(run);
            using var signals = new StopSignals();
            if (RunDirectory.Open(path).IsSimulated) Play(path, signals);
            else Look(path, signals.Token);
            return (int)ExitCode.Ok;
        });
        return command;
    }

    private static void Look(string path, CancellationToken stop)
    {
        using var stage = new FinishedStage(path);
        var server = StudioServer.StartAsync(stage, TimeProvider.System).GetAwaiter().GetResult();
        Console.WriteLine(Sentences.OfPage(server.Url));
        stop.WaitHandle.WaitOne();
        server.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static void Play(string path, StopSignals signals)
    {
        var display = new ViewDisplay<GameStage>(new GameStage(TimeProvider.System) { Directory = path }, Console.Out);
        display.Show(listener => ReplayedRun.Execute(path, until: null, listener, TimeProvider.System, signals.Token, display.Stage.Play).Again);
        display.Linger(signals.Token);
    }
}

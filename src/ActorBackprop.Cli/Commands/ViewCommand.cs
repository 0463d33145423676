using System.CommandLine;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop view.</summary>
internal static class ViewCommand
{
    public static Command Create()
    {
        Argument<string> run = new("RUN") { Description = "Directory of the run" };
        var command = new Command("view", "Shows a run in a browser: what it learned; a simulated run is played again") { run.NoFlag() };
        var port = ViewOption.CreatePort("The page's port on 127.0.0.1 [default: a free one]");
        command.Options.Add(port);
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(run);
            using var signals = new StopSignals();
            using var display = new GamesDisplay(
                SettingOptions.EnvironmentVariables(), new PageServer(ViewOption.PortOf(parsed.GetValue(port)), Console.Out), Console.Out, path);
            if (RunDirectory.Open(path).IsSimulated) Play(path, display, signals);
            else display.Show(path, signals);
            return (int)ExitCode.Ok;
        });
        return command;
    }

    private static void Play(string path, GamesDisplay display, StopSignals signals)
    {
        var result = display.Show(listener =>
        {
            var replay = ReplayedRun.Execute(path, until: null, listener, TimeProvider.System, signals.Token, display.First.Play);
            if (replay is { IsCompared: true, HasEnded: true }) display.First.Comparison = Sentences.OfComparison(replay);
            return replay.Again;
        });
        display.Linger(result, signals);
    }
}

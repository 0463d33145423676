using System.CommandLine;
using System.Globalization;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;
using ActorBackprop.Studio.Sessions;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop view.</summary>
internal static class ViewCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "Directory of the run" }.NoFlag();
        var port = ViewOption.CreatePort("The page's port on 127.0.0.1 [default: a free one]");
        var command = new Command("view", "Opens a finished run in the browser; simulated runs are replayed") { run, port };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(run);
            using var signals = new StopSignals();
            using var display = new GamesDisplay(
                SettingOptions.EnvironmentVariables(), new PageServer(ViewOption.PortOf(parsed.GetValue(port)), Console.Out), Console.Out, path);
            if (RunDirectory.Open(path).IsSimulated) Play(path, display, signals);
            else display.Show(path, signals);
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

/// <summary>--view and --port: shows a run on the studio's page, in a browser on this machine.</summary>
internal sealed class ViewOption
{
    private readonly Option<bool> _view = Flags.Switch("--view", "Open a page to watch and control the run; prints its URL");
    private readonly Option<string> _port = CreatePort("With --view: the page's port on 127.0.0.1 [default: a free one]");

    /// <summary>Adds them to a command.</summary>
    public ViewOption(Command command) => command.Add(All);

    /// <summary>Both of them.</summary>
    public IReadOnlyList<Option> All => [_view, _port];

    /// <summary>Creates an option for the port of the page.</summary>
    public static Option<string> CreatePort(string description) => Flags.Text("--port", "PORT", description);

    /// <summary>Returns a port; 0, any free port, for null.</summary>
    /// <exception cref="RunException">The text is not a port.</exception>
    public static int PortOf(string? text) => text is null ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= ushort.MaxValue ? port
        : throw Usage.Error($"--port: expected a number from 1 to {ushort.MaxValue}, found {text}.");

    /// <summary>Returns the display of simulated games; null without --view.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isForPrograms">Whether programs read the output.</param>
    /// <param name="isWatched">Whether --watch is given.</param>
    /// <exception cref="RunException">Options exclude each other.</exception>
    public GamesDisplay? Games(ParseResult parsed, bool isForPrograms, bool isWatched)
    {
        if (!IsGiven(parsed, isForPrograms)) return null;
        if (isWatched) throw Usage.Error("--view and --watch exclude each other: choose one.");
        return new GamesDisplay(SettingOptions.EnvironmentVariables(), Page(parsed), Console.Out);
    }

    /// <summary>Returns the display of a training in real time; null without --view.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isForPrograms">Whether programs read the output.</param>
    /// <param name="isSequential">Whether --sequential is given.</param>
    /// <exception cref="RunException">Options exclude each other.</exception>
    public ViewDisplay<TrainingSession>? Training(ParseResult parsed, bool isForPrograms, bool isSequential)
    {
        if (!IsGiven(parsed, isForPrograms)) return null;
        if (isSequential) throw Usage.Error("--view and --sequential exclude each other: there are no workers to watch.");
        return new ViewDisplay<TrainingSession>(new TrainingSession(TimeProvider.System), Page(parsed), Console.Out);
    }

    private PageServer Page(ParseResult parsed) => new(PortOf(parsed.GetValue(_port)), Console.Out);

    private bool IsGiven(ParseResult parsed, bool isForPrograms)
    {
        var isGiven = parsed.GetValue(_view);
        if (!isGiven && parsed.GetValue(_port) is not null) throw Usage.Error("--port requires --view.");
        if (isGiven && isForPrograms) throw Usage.Error("--view excludes --json and --quiet.");
        return isGiven;
    }
}

using System.CommandLine;
using System.Globalization;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs;
using ActorBackprop.Studio.Sessions;

namespace ActorBackprop.Cli.Commands;

/// <summary>--view and --port: the studio, a page in a browser on this machine.</summary>
internal sealed class ViewOption
{
    private readonly Option<bool> _view = new("--view") { Description = "Watch it and play with it in a browser: prints the page's URL" };

    private readonly Option<string> _port;

    /// <summary>Adds them to a command.</summary>
    public ViewOption(Command command)
    {
        _port = CreatePort("With --view: the page's port on 127.0.0.1 [default: a free one]");
        command.Options.Add(_view);
        command.Options.Add(_port);
    }

    /// <summary>Both of them.</summary>
    public IReadOnlyList<Option> All => [_view, _port];

    /// <summary>An option for the port of the page.</summary>
    public static Option<string> CreatePort(string description) => new("--port") { Description = description, HelpName = "PORT" };

    /// <summary>The port that is asked for; 0 for any that is free.</summary>
    /// <param name="text">What was given; null for nothing.</param>
    /// <exception cref="RunException">It is not a port.</exception>
    public static int PortOf(string? text)
    {
        if (text is null) return 0;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= ushort.MaxValue
            ? port
            : throw new RunException(ExitCode.Usage, $"--port: expected a number from 1 to {ushort.MaxValue}, found {text}.");
    }

    /// <summary>The display of games that are played in a browser; null without --view.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isForPrograms">Whether the output is not for people.</param>
    /// <param name="isWatched">Whether it is played in the terminal.</param>
    /// <exception cref="RunException">What is asked for does not go together.</exception>
    public GamesDisplay? Games(ParseResult parsed, bool isForPrograms, bool isWatched)
    {
        if (!IsGiven(parsed, isForPrograms)) return null;
        if (isWatched) throw new RunException(ExitCode.Usage, "--view and --watch exclude each other: a game is played in one place.");
        return new GamesDisplay(SettingOptions.EnvironmentVariables(), Page(parsed), Console.Out);
    }

    /// <summary>The display of a training in real time that is watched in a browser; null without --view.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isForPrograms">Whether the output is not for people.</param>
    /// <param name="isSequential">Whether there are no actors.</param>
    /// <exception cref="RunException">What is asked for does not go together.</exception>
    public ViewDisplay<TrainingSession>? Training(ParseResult parsed, bool isForPrograms, bool isSequential)
    {
        if (!IsGiven(parsed, isForPrograms)) return null;
        if (isSequential) throw new RunException(ExitCode.Usage, "--view and --sequential exclude each other: there are no workers to watch.");
        return new ViewDisplay<TrainingSession>(new TrainingSession(TimeProvider.System), Page(parsed), Console.Out);
    }

    private PageServer Page(ParseResult parsed) => new(PortOf(parsed.GetValue(_port)), Console.Out);

    private bool IsGiven(ParseResult parsed, bool isForPrograms)
    {
        if (!parsed.GetValue(_view))
            return parsed.GetValue(_port) is null ? false : throw new RunException(ExitCode.Usage, "--port goes with --view only.");
        if (isForPrograms) throw new RunException(ExitCode.Usage, "--view excludes --json and --quiet: it is for people.");
        return true;
    }
}

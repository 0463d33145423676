using System.CommandLine;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Runs.Training;
using ActorBackprop.Studio.Stages;

namespace ActorBackprop.Cli.Commands;

/// <summary>--view: the studio, a page in a browser on this machine.</summary>
internal sealed class ViewOption
{
    private readonly Option<bool> _view = new("--view") { Description = "Watch it and play with it in a browser: prints the page's URL" };

    /// <summary>The option itself.</summary>
    public Option Option => _view;

    /// <summary>Adds it to a command.</summary>
    public ViewOption(Command command) => command.Options.Add(_view);

    /// <summary>The display of games that are played in a browser; null if nobody wants to.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isForPrograms">Whether the output is not for people.</param>
    /// <param name="isWatched">Whether it is played in the terminal.</param>
    /// <exception cref="RunException">What is asked for does not go together.</exception>
    public GamesDisplay? Games(ParseResult parsed, bool isForPrograms, bool isWatched)
    {
        if (!IsGiven(parsed, isForPrograms)) return null;
        if (isWatched) throw new RunException(ExitCode.Usage, "--view and --watch exclude each other: a game is played in one place.");
        return new GamesDisplay(SettingOptions.EnvironmentVariables(), Console.Out);
    }

    /// <summary>The display of a training in real time that is watched in a browser; null if nobody wants to.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isForPrograms">Whether the output is not for people.</param>
    /// <param name="isSequential">Whether there are no actors.</param>
    /// <exception cref="RunException">What is asked for does not go together.</exception>
    public ViewDisplay<TrainingStage>? Training(ParseResult parsed, bool isForPrograms, bool isSequential)
    {
        if (!IsGiven(parsed, isForPrograms)) return null;
        if (isSequential) throw new RunException(ExitCode.Usage, "--view and --sequential exclude each other: there are no workers to watch.");
        return new ViewDisplay<TrainingStage>(new TrainingStage(TimeProvider.System), new PageServer(Console.Out), Console.Out);
    }

    private bool IsGiven(ParseResult parsed, bool isForPrograms)
    {
        if (!parsed.GetValue(_view)) return false;
        if (isForPrograms) throw new RunException(ExitCode.Usage, "--view excludes --json and --quiet: it is for people.");
        return true;
    }
}

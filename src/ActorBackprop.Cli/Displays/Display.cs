using ActorBackprop.Runs.Training;
using Spectre.Console;

namespace ActorBackprop.Cli.Displays;

/// <summary>How a run is shown: owns the console while it runs.</summary>
internal abstract class Display
{
    /// <summary>The display for this console and these flags.</summary>
    public static Display Choose(bool json, bool quiet) => (json, quiet) switch
    {
        (true, _) => new JsonDisplay(Console.Out),
        (_, true) => new PlainDisplay(Console.Out, quiet: true, TimeProvider.System),
        _ => IsTerminal
            ? new LiveDisplay(AnsiConsole.Console, TimeProvider.System)
            : new PlainDisplay(Console.Out, quiet: false, TimeProvider.System),
    };

    /// <summary>The display of a run that is only done again: something that moves on a terminal, and nothing else.</summary>
    public static Display ChooseForReplay() =>
        IsTerminal ? new LiveDisplay(AnsiConsole.Console, TimeProvider.System, onlyMoving: true) : new SilentDisplay();

    /// <summary>Whether standard output is a terminal that can be drawn on.</summary>
    public static bool IsTerminal =>
        AnsiConsole.Profile.Capabilities.Interactive && AnsiConsole.Profile.Capabilities.Ansi && !Console.IsOutputRedirected;

    /// <summary>Shows a run from its beginning to its result.</summary>
    public abstract RunResult Show(Func<IRunListener, RunResult> run);

    /// <summary>Stays after the run for as long as somebody looks.</summary>
    /// <param name="result">What the run came to.</param>
    /// <param name="signals">Asks it to end.</param>
    /// <returns>What the last run came to, where others followed.</returns>
    public virtual RunResult Linger(RunResult result, StopSignals signals) => result;
}

using ActorBackprop.Runs.Training;
using Spectre.Console;

namespace ActorBackprop.Cli.Displays;

/// <summary>Shows a run, and owns the console while it does.</summary>
internal abstract class Display
{
    /// <summary>Returns the display for this console and these flags.</summary>
    public static Display Choose((bool Json, bool Quiet) output) => output switch
    {
        (true, _) => new JsonDisplay(Console.Out),
        (_, true) => new PlainDisplay(Console.Out, quiet: true, TimeProvider.System),
        _ => IsTerminal
            ? new LiveDisplay(AnsiConsole.Console, TimeProvider.System)
            : new PlainDisplay(Console.Out, quiet: false, TimeProvider.System),
    };

    /// <summary>Returns the display of a replay: a progress line on a terminal, otherwise nothing.</summary>
    public static Display ChooseForReplay() =>
        IsTerminal ? new LiveDisplay(AnsiConsole.Console, TimeProvider.System, onlyMoving: true) : new SilentDisplay();

    /// <summary>Whether standard output is a terminal that can be drawn on.</summary>
    public static bool IsTerminal =>
        AnsiConsole.Profile.Capabilities.Interactive && AnsiConsole.Profile.Capabilities.Ansi && !Console.IsOutputRedirected;

    /// <summary>Shows a run from its start to its result.</summary>
    public abstract RunResult Show(Func<IRunListener, RunResult> run);

    /// <summary>Stays open after the run, where a page shows it.</summary>
    /// <param name="result">The result of the run.</param>
    /// <param name="signals">Close the page.</param>
    /// <returns>The result of the last run, where others followed.</returns>
    public virtual RunResult Linger(RunResult result, StopSignals signals) => result;

    /// <summary>Writes the last lines about a run.</summary>
    protected static void WriteEnd(RunResult result, Action<string> write)
    {
        write(Sentences.Ending(result));
        foreach (var line in Sentences.Of(result)) write(line);
    }

    private sealed class SilentDisplay : Display, IRunListener
    {
        public override RunResult Show(Func<IRunListener, RunResult> run) => run(this);
    }
}

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
        (_, true) => new PlainDisplay(Console.Out, quiet: true),
        _ => AnsiConsole.Profile.Capabilities.Interactive && AnsiConsole.Profile.Capabilities.Ansi && !Console.IsOutputRedirected
            ? new LiveDisplay(AnsiConsole.Console)
            : new PlainDisplay(Console.Out, quiet: false),
    };

    /// <summary>Shows a run from its beginning to its result.</summary>
    public abstract RunResult Show(Func<IRunListener, RunResult> run);
}

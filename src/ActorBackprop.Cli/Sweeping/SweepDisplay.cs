using ActorBackprop.Lab.Sweeping;
using Spectre.Console;

namespace ActorBackprop.Cli.Sweeping;

/// <summary>How a sweep is shown: owns the console while it goes on.</summary>
internal abstract class SweepDisplay
{
    /// <summary>The display for this console and these flags.</summary>
    public static SweepDisplay Choose(bool json, bool quiet) => (json, quiet) switch
    {
        (true, _) => new JsonSweepDisplay(Console.Out),
        (_, true) => new PlainSweepDisplay(Console.Out, quiet: true),
        _ => Displays.Display.IsTerminal ? new LiveSweepDisplay(AnsiConsole.Console) : new PlainSweepDisplay(Console.Out, quiet: false),
    };

    /// <summary>Shows a sweep from its beginning to its result.</summary>
    public abstract SweepResult Show(Func<ISweepListener, SweepResult> sweep);
}

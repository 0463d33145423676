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

/// <summary>Plain lines, for a pipe or a file; quiet, only the result.</summary>
internal sealed class PlainSweepDisplay(TextWriter output, bool quiet) : SweepDisplay, ISweepListener
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private SweepStart? _start;
    private TimeSpan _said;

    public override SweepResult Show(Func<ISweepListener, SweepResult> sweep)
    {
        var result = sweep(this);
        foreach (var line in SweepSentences.Failures(result)) Console.Error.WriteLine(line);
        foreach (var line in SweepSentences.Ending(result)) output.WriteLine(line);
        return result;
    }

    public void Started(SweepStart start)
    {
        _start = start;
        if (!quiet) output.WriteLine(SweepSentences.Of(start));
    }

    public void Progressed(SweepProgress progress)
    {
        if (quiet || progress.Elapsed - _said < Interval) return;
        _said = progress.Elapsed;
        output.WriteLine(SweepSentences.Of(progress));
    }

    public void RunEnded(SweptRun run)
    {
        if (!quiet) output.WriteLine(SweepSentences.Of(run, _start!));
    }

    public void Remarked(string sentence) => Console.Error.WriteLine(sentence);
}

using ActorBackprop.Lab.Sweeping;
using Spectre.Console;

namespace ActorBackprop.Cli.Sweeping;

/// <summary>On a terminal: the runs as lines, and below them one that moves.</summary>
internal sealed class LiveSweepDisplay(IAnsiConsole console) : SweepDisplay, ISweepListener
{
    private const int BarWidth = 24, NarrowestBar = 4;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private LiveDisplayContext? _live;
    private SweepStart? _start;
    private TimeSpan? _drawn;

    public override SweepResult Show(Func<ISweepListener, SweepResult> sweep)
    {
        var result = console.Live(new Text("")).AutoClear(true).Start(live =>
        {
            _live = live;
            return sweep(this);
        });
        foreach (var line in SweepSentences.Failures(result)) Console.Error.WriteLine(line);
        foreach (var line in SweepSentences.Ending(result)) console.WriteLine(line);
        return result;
    }

    public void Started(SweepStart start)
    {
        _start = start;
        console.WriteLine(SweepSentences.Of(start));
    }

    public void Progressed(SweepProgress progress)
    {
        if (progress.Elapsed - _drawn < Interval) return;
        _drawn = progress.Elapsed;
        var sentence = SweepSentences.Of(progress);
        // A line that is broken is not drawn over: it gives up its bar.
        var bar = Math.Clamp(console.Profile.Width - 2 - sentence.Length, NarrowestBar, BarWidth);
        var full = (int)(Math.Clamp(progress.Done, 0, 1) * bar);
        _live!.UpdateTarget(new Markup($"[blue]{new string('━', full)}[/][grey]{new string('─', bar - full)}[/] {Markup.Escape(sentence)}"));
    }

    public void RunEnded(SweptRun run) => WriteOver(SweepSentences.Of(run, _start!));

    public void Remarked(string sentence) => WriteOver(sentence);

    /// <summary>Writes a line where the moving one stands, which is drawn again below it.</summary>
    private void WriteOver(string line) => console.WriteLine(line.PadRight(Math.Max(1, console.Profile.Width - 1)));
}

using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs.Training.Processes;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorBackprop.Cli.Displays;

/// <summary>On a terminal: the epochs as lines, and below them one that moves.</summary>
/// <param name="console">The terminal.</param>
/// <param name="clock">Tells the real time.</param>
/// <param name="onlyMoving">Whether the moving line is all there is, and in the end nothing.</param>
internal sealed class LiveDisplay(IAnsiConsole console, TimeProvider clock, bool onlyMoving = false) : Display, IRunListener
{
    private const int BarWidth = 24, NarrowestBar = 4;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private LiveDisplayContext? _live;
    private RunStart? _start;
    private EpochMetrics? _last;
    private long _began;
    private TimeSpan? _drawn;
    private IReadOnlyList<ProcessRow> _processes = [];
    private StepCompleted? _progress;

    public override RunResult Show(Func<IRunListener, RunResult> run)
    {
        var result = console.Live(new Text("")).AutoClear(true).Start(live =>
        {
            _live = live;
            return run(this);
        });
        if (onlyMoving) return result;
        console.WriteLine(Sentences.Ending(result));
        foreach (var line in Sentences.Of(result)) console.WriteLine(line);
        return result;
    }

    public void Started(RunStart start)
    {
        (_start, _began) = (start, clock.GetTimestamp());
        if (!onlyMoving) console.WriteLine(Sentences.Of(start));
    }

    public void Progressed(StepCompleted progress)
    {
        var elapsed = clock.GetElapsedTime(_began);
        if (_start!.Simulation is not null && elapsed - _drawn < Interval) return;
        (_drawn, _progress) = (elapsed, progress);
        Draw(progress, elapsed);
    }

    public void ProcessesChanged(IReadOnlyList<ProcessRow> processes)
    {
        _processes = [.. processes];
        if (_progress is null) _live!.UpdateTarget(new Rows(ProcessLines(null)));
        else Draw(_progress, clock.GetElapsedTime(_began));
    }

    private void Draw(StepCompleted progress, TimeSpan elapsed)
    {
        var (done, left, rate) = Sentences.Outlook(_start!, progress, elapsed);
        var epoch = Math.Min(Sentences.EpochsBefore(_start!, progress) + 1, _start!.Plan.Epochs);
        var trend = _last is null ? "" : progress.Epoch.Cost / progress.Epoch.Samples < _last.Cost ? " ↓" : " ↑";
        var begin = $" {done:P0}  epoch {epoch}/{_start.Plan.Epochs}";
        var cost = _start.LearnsNothing ? "" : $"  cost {Sentences.Number(progress.Epoch.Cost / Math.Max(1, progress.Epoch.Samples))}{trend}";
        var virtually = _start.Simulation is null ? "" : $"  {Sentences.Seconds(progress.Statistics.Elapsed)} virtual";
        var workers = _start.Sequential ? "" : $"  {progress.Statistics.Workers.Count} workers";
        // A line that is broken is not drawn over: it gives up its bar first, and then what the first line says, too, or the last will.
        var room = console.Profile.Width - 1 - NarrowestBar;
        var behind = new[]
        {
            $"{begin}{cost}{virtually}  {rate:N0} samples/s  {Sentences.Left(left)}{workers}",
            $"{begin}{cost}{virtually}  {rate:N0} samples/s  {Sentences.Left(left)}",
            $"{begin}{cost}  {Sentences.Left(left)}",
        }.SkipWhile((text, i) => i < 2 && text.Length > room).First();
        var bar = Math.Clamp(console.Profile.Width - 1 - behind.Length, NarrowestBar, BarWidth);
        var full = (int)(Math.Clamp(done, 0, 1) * bar);
        var line = new Markup($"[blue]{new string('━', full)}[/][grey]{new string('─', bar - full)}[/]{behind}");
        _live!.UpdateTarget(_processes.Count == 0 ? line : new Rows([line, .. ProcessLines(progress)]));
    }

    private IEnumerable<IRenderable> ProcessLines(StepCompleted? progress) =>
        _processes.Select(process => new Text(Sentences.Of(process, progress?.Statistics)));

    public void EpochCompleted(EpochMetrics metrics)
    {
        _last = metrics;
        if (!onlyMoving) WriteOver(Sentences.Of(metrics));
    }

    public void Remarked(string sentence)
    {
        if (!onlyMoving) WriteOver(sentence);
    }

    /// <summary>Writes a line where the moving one stands, which is drawn again below it.</summary>
    private void WriteOver(string line) => console.WriteLine(line.PadRight(Math.Max(1, console.Profile.Width - 1)));
}

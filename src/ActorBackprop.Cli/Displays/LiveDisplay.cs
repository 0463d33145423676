using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs.Training.Processes;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorBackprop.Cli.Displays;

/// <summary>Shows a run on a terminal: a line for each epoch, and a progress line below.</summary>
/// <param name="console">The terminal.</param>
/// <param name="clock">Tells the real time.</param>
/// <param name="onlyMoving">Whether to show only the progress line, and nothing at the end.</param>
internal sealed class LiveDisplay(IAnsiConsole console, TimeProvider clock, bool onlyMoving = false) : Display, IRunListener
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly ProgressLine _line = new(console);
    private RunStart? _start;
    private EpochMetrics? _last;
    private long _began;
    private TimeSpan? _drawn;
    private IReadOnlyList<ProcessRow> _processes = [];
    private StepCompleted? _progress;

    public override RunResult Show(Func<IRunListener, RunResult> run)
    {
        var result = _line.Show(() => run(this));
        if (!onlyMoving) WriteEnd(result, console.WriteLine);
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
        if (_progress is null) _line.DrawRows(ProcessLines(null));
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
        // A narrow terminal shows less.
        var text = new[]
        {
            $"{begin}{cost}{virtually}  {rate:N0} samples/s  {Sentences.Left(left)}{workers}",
            $"{begin}{cost}{virtually}  {rate:N0} samples/s  {Sentences.Left(left)}",
            $"{begin}{cost}  {Sentences.Left(left)}",
        }.SkipWhile((text, i) => i < 2 && text.Length > _line.MaxText).First();
        _line.Draw(done, text, ProcessLines(progress));
    }

    private IEnumerable<IRenderable> ProcessLines(StepCompleted? progress) =>
        _processes.Select(process => new Text(Sentences.Of(process, progress?.Statistics)));

    public void EpochCompleted(EpochMetrics metrics)
    {
        _last = metrics;
        if (!onlyMoving) _line.WriteOver(Sentences.Of(metrics));
    }

    public void Remarked(string sentence)
    {
        if (!onlyMoving) _line.WriteOver(sentence);
    }
}

using System.Globalization;
using ActorBackprop.Actors;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Studio.Sessions;

/// <summary>
/// Shows a training in real time. A <see cref="StepGate"/> delays its parts: paused at first, then at a speed that a user can follow, until
/// the user picks full speed. A thread of the session releases the parts and shows those that are held.
/// </summary>
/// <param name="clock">Tells the time.</param>
public sealed class TrainingSession(TimeProvider clock) : Session, IRunSession
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(15), FrameInterval = TimeSpan.FromMilliseconds(33),
        FastInterval = TimeSpan.FromMilliseconds(100), TableInterval = TimeSpan.FromMilliseconds(500);

    private readonly RunProgress _progress = new(clock);
    private readonly RecentItems<Note> _notes = new("notes", 200);
    private readonly RecentItems<double[]> _cuts = new("cuts", 200);
    private StepGate? _gate;
    private RunStart? _start;
    private SessionData? _data;
    private Thread? _thread;
    private ParameterSnapshot? _lastSnapshot;
    private object? _run, _table, _ended;
    private long _tabled;
    private volatile bool _isOver;
    private volatile Exception? _failure;

    /// <inheritdoc/>
    public override SessionData Data => _data ?? throw new InvalidOperationException("the run has not started");

    /// <inheritdoc/>
    public void Started(RunStart start)
    {
        (_start, _data, _gate) = (start, new SessionData(start.Plan, start.Data!), new StepGate(start.Settings.Workers, clock));
        _run = RunSection.Of(start, start.Directory);
        _thread = new Thread(Run) { IsBackground = true, Name = "studio" };
        _thread.Start();
    }

    /// <summary>Holds a worker's computation.</summary>
    public IGradientComputation Around(int number, IGradientComputation inner) => _gate!.Around(number, inner);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The studio has failed: this ends the run.</exception>
    public void Progressed(StepCompleted progress)
    {
        ThrowIfFailed();
        _progress.Progressed(progress, _gate!.Now.TotalSeconds);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The studio has failed: this ends the run.</exception>
    public void EpochCompleted(EpochMetrics metrics)
    {
        ThrowIfFailed();
        _progress.EpochCompleted(metrics, _gate!.Now.TotalSeconds);
    }

    /// <inheritdoc/>
    public void Remarked(string sentence) => _notes.Add(new Note(_gate?.Now.TotalSeconds ?? 0, "remark", sentence));

    /// <inheritdoc/>
    public void Ended(RunResult result)
    {
        _isOver = true;
        _thread!.Join();
        var trained = TrainedNetwork.Open(result.Start.Directory);
        _lastSnapshot = new ParameterSnapshot(trained.Network, trained.Parameters, trained.Steps);
        _ended = new { how = Names.Of(result.End), why = result.Why, weightsSha256 = result.WeightsSha256 };
        Show();
        Requests.Close();
    }

    /// <inheritdoc/>
    protected override ParameterSnapshot? TakeSnapshot()
    {
        if (_lastSnapshot is not null) return _lastSnapshot;
        return _gate?.Parameters is { } now ? new ParameterSnapshot(_start!.Plan.Network, now.Parameters, now.Version) : null;
    }

    /// <inheritdoc/>
    protected override string? Act(StudioCommand command)
    {
        if (_isOver) return "The run is over.";
        var (gate, workers) = (_gate!, command.Workers ?? []);
        if (workers.Any(worker => worker < 0 || worker >= _start!.Settings.Workers)) return "There is no such worker.";
        switch (command.Do)
        {
            case "play": gate.Resume(); return null;
            case "pause" when command.Workers is null: gate.Pause(); return null;
            case "event": gate.Pause(); return gate.ReleaseOne() ? null : "No part is held.";
            case "minibatch": gate.Pause(); gate.ReleaseStep(); return null;
            case "max": gate.IsUnbounded = true; return null;
            case "pace" when command.Value is > 0 and < double.PositiveInfinity:
                (gate.IsUnbounded, gate.HoldSeconds) = (false, command.Value);
                return null;
            case "crash": return Each(workers, gate.Crash, "crash", isEnd: true);
            case "pause": return Each(workers, worker => gate.Hold(worker, true), "pause");
            case "resume": return Each(workers, worker => gate.Hold(worker, false), "resume");
            case "slow" when command.Value is >= 1 and <= 1e6: return Each(workers, worker => gate.Slow(worker, command.Value), "slow");
            case "level": return "A training in real time is running here; start the level from a terminal.";
            default: return "A training in real time has no such command; simulated games do.";
        }
    }

    private string? Each(IReadOnlyList<int> workers, Action<int> act, string what, bool isEnd = false)
    {
        foreach (var worker in workers)
        {
            var now = _gate!.Now.TotalSeconds;
            act(worker);
            if (isEnd) _cuts.Add([worker, now]);
            _notes.Add(new Note(now, what, string.Create(CultureInfo.InvariantCulture, $"worker-{worker}")));
        }
        return null;
    }

    private void ThrowIfFailed()
    {
        if (_failure is { } cause) throw new InvalidOperationException($"the studio has failed: {cause.Message}", cause);
    }

    private void Run()
    {
        try
        {
            Hold();
        }
        catch (Exception cause)
        {
            // An open gate lets the run reach its next step, where it ends; otherwise it would wait forever for held parts.
            _failure = cause;
            _gate!.Open();
        }
    }

    private void Hold()
    {
        for (var shown = 0L; !_isOver;)
        {
            var served = Requests.Serve(Rest);
            _gate!.Release();
            // At full speed parts are held too briefly to see, and each frame takes time from the workers.
            var interval = _gate is { IsUnbounded: true, IsPaused: false } ? FastInterval : FrameInterval;
            if (!Feed.HasReaders || !(served || Feed.IsAwaited || clock.GetElapsedTime(shown) >= interval)) continue;
            Show();
            shown = clock.GetTimestamp();
        }
    }

    private void Show()
    {
        var (gate, start) = (_gate!, _start!);
        var samples = _progress.Last?.Statistics.Workers ?? [];
        WorkerRow[] workers =
        [
            .. Enumerable.Range(0, start.Settings.Workers).Select(number => (Number: number, Gated: gate[number])).Select(one => new WorkerRow(
                one.Gated.IsPaused ? 'p' : one.Gated.IsBusy && !_isOver ? 'c' : 'w', one.Gated.Progress,
                one.Number < samples.Count ? samples[one.Number].Samples : 0, one.Gated.Starts, one.Gated.Factor, one.Gated.Step)),
        ];
        if (_table is null || gate.IsPaused || _isOver || clock.GetElapsedTime(_tabled) >= TableInterval)
            (_table, _tabled) = (WorkerRow.Table(workers), clock.GetTimestamp());
        Feed.Show(new Frame(
            [
                ("run", _run),
                ("now", Now(gate)),
                ("workers", WorkerRow.States(workers)),
                ("packets", Array.Empty<object>()),
                ("table", _table),
                ("epochs", _progress.Epochs),
                ("ended", _ended),
            ],
            [_progress.CostCurve, gate.Steps, gate.Spans, _cuts, _notes]));
    }

    private object Now(StepGate gate) => new
    {
        t = gate.Now.TotalSeconds,
        step = _isOver ? _lastSnapshot?.Steps ?? gate.Version : gate.Version,
        perStep = 1.0,
        rate = 1.0,
        samples = _progress.Last?.Statistics.Samples ?? 0,
        refused = _progress.Last?.Statistics.Refused.Values.Sum() ?? 0,
        play = _isOver ? null : new { paused = gate.IsPaused, unbounded = gate.IsUnbounded, stepSeconds = gate.HoldSeconds },
    };
}

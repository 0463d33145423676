using ActorBackprop.Actors.Messages;
using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Lab.Sweeping;

/// <summary>
/// Executes the runs of an experiment one after the other, each in a directory of its own. A stopped or killed sweep continues: runs that
/// have ended are kept. After a failed run the sweep continues with the next one.
/// </summary>
public sealed class Sweep
{
    private readonly SweepRequest _request;
    private readonly ISweepListener _listener;
    private readonly TimeProvider _clock;
    private readonly List<SweptRun> _ended = [];
    private readonly double _work;
    private SweepRecord _record;
    private double _done, _doneNow;

    private Sweep(SweepRequest request, ISweepListener listener, TimeProvider clock)
    {
        (_request, _listener, _clock) = (request, listener, clock);
        _work = request.Points.Sum(point => point.Work);
        _record = RecordOf(request);
    }

    /// <summary>Executes a sweep.</summary>
    /// <param name="request">The sweep.</param>
    /// <param name="listener">Receives the progress.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="stop">Stops the sweep after the current step, with a checkpoint.</param>
    /// <exception cref="RunException">The directory belongs to another sweep.</exception>
    /// <exception cref="RunIoException">The record of the sweep cannot be written.</exception>
    public static SweepResult Execute(SweepRequest request, ISweepListener listener, TimeProvider clock, CancellationToken stop) =>
        new Sweep(request, listener, clock).Execute(stop);

    private SweepResult Execute(CancellationToken stop)
    {
        var start = new SweepStart(_request.Experiment, _request.Points, _request.Directory);
        SkipWithoutData();
        RunIo.Do("create the directory", _request.Directory, () => Directory.CreateDirectory(_request.Directory));
        using var owned = RunLock.Take(_request.Directory);
        // Checks all runs before it writes: the directory of another sweep stays unchanged.
        var (before, kept) = Interruptible.Do(
            () => (SweepFile.Read(_request.Directory), _request.Points.Select(point => new PointRun(_request, point).Kept()).ToList()),
            _request.WhenStopped, stop);
        var began = _clock.GetTimestamp();
        _listener.Started(start);
        for (var i = 0; i < kept.Count; i++)
            if (kept[i] is { } summary)
                End(new SweptRun(i + 1, _request.Points[i], summary.State, (ExitCode)summary.Record.ExitCode!.Value,
                    Why(summary, before?.Runs.FirstOrDefault(run => run.Name == _request.Points[i].Name)), IsKept: true, summary));
        SweepFile.Write(_request.Directory, _record);

        for (var i = 0; i < kept.Count && !stop.IsCancellationRequested; i++)
            if (kept[i] is null && Run(i, began, stop) is { } run)
            {
                End(run);
                SweepFile.Write(_request.Directory, _record);
            }
        return new SweepResult(start, [.. _ended.OrderBy(run => run.Number)], _clock.GetElapsedTime(began),
            stop.IsCancellationRequested ? _request.WhenStopped() : null);
    }

    /// <summary>Refuses a sweep for which no run has its data: one sentence is better than a directory of failures.</summary>
    private void SkipWithoutData()
    {
        var data = _request.Points.Select(point => point.Configuration.Settings.Data).Distinct().ToList();
        if (data.Any(directory => directory is null || Directory.Exists(directory))) return;
        var experiment = _request.Experiment;
        throw new RunException(ExitCode.Data, $"{experiment.Name} is skipped: there is no directory {data[0]}. {experiment.About}".TrimEnd());
    }

    /// <summary>Executes a run; returns null if it was stopped.</summary>
    private SweptRun? Run(int index, long began, CancellationToken stop)
    {
        var point = _request.Points[index];
        var listener = new ProgressReporter(_listener, point.Name, share => new SweepProgress(index + 1, _request.Points.Count, point.Name,
            (_done + share * point.Work) / _work, (_doneNow + share * point.Work) / _work, _clock.GetElapsedTime(began)));
        SweptRun Failed(ExitCode code, string why) => new(index + 1, point, RunState.Failed, code, why, IsKept: false, Summary: null);
        try
        {
            var result = new PointRun(_request, point).Execute(listener, _clock, stop);
            if (result.End == TrainingEnd.Stopped) return null;
            var summary = RunSummary.Open(Path.Combine(_request.Directory, point.Name), point.Name);
            var swept = new SweptRun(index + 1, point, summary.State, result.ExitCode, result.Why, IsKept: false, summary);
            _doneNow += point.Work;
            return swept;
        }
        catch (RunException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            var failure = Failure.Of(exception) ?? new Failure(ExitCode.Unexpected, $"A bug in actorbackprop: {exception.Message}");
            return Failed(failure.Code, failure.Sentence);
        }
    }

    private void End(SweptRun run)
    {
        _done += run.Point.Work;
        _ended.Add(run);
        _record = _record with
        {
            Runs =
            [
                .. _record.Runs.Select(entry => entry.Name == run.Point.Name
                    ? entry with { State = run.State, Why = run.Why.Length > 0 ? run.Why : null }
                    : entry),
            ],
        };
        _listener.RunEnded(run);
    }

    private static string Why(RunSummary summary, SweepEntry? before) =>
        summary.State == RunState.Failed ? summary.Record.Why ?? before?.Why ?? "it failed" : "";

    private static SweepRecord RecordOf(SweepRequest request)
    {
        var experiment = request.Experiment;
        return new SweepRecord
        {
            Name = experiment.Name,
            Title = experiment.Title,
            About = experiment.About,
            Source = experiment.Source,
            Argv = request.Arguments,
            Target = experiment.Target,
            Published =
            [
                .. experiment.Published.Select(figure => new PublishedRecord(
                    figure.Where.ToDictionary(value => value.Key, value => value.Text), figure.Measure, figure.Value, figure.Note)),
            ],
            Varied = [.. experiment.Varied.Where(key => key != "seed")],
            Runs = [.. request.Points.Select(point => new SweepEntry { Name = point.Name, Values = new Dictionary<string, string>(point.Values) })],
        };
    }
}

/// <summary>A sweep to run.</summary>
public sealed record SweepRequest
{
    /// <summary>The experiment.</summary>
    public required Experiment Experiment { get; init; }

    /// <summary>Its runs, as <see cref="Experiments.Points"/> makes them.</summary>
    public required IReadOnlyList<Point> Points { get; init; }

    /// <summary>The directory: a new one, or that of the same sweep to continue.</summary>
    public required string Directory { get; init; }

    /// <summary>The command line, for the record.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Called when the sweep was stopped; returns the exit code. Default: <see cref="ExitCode.Interrupted"/>.</summary>
    public Func<ExitCode> WhenStopped { get; init; } = static () => ExitCode.Interrupted;
}

/// <summary>The result of a sweep.</summary>
/// <param name="Start">The start of the sweep.</param>
/// <param name="Runs">The runs that have ended.</param>
/// <param name="Elapsed">Real time since the latest start.</param>
/// <param name="StoppedWith">The exit code of a stopped sweep; otherwise null.</param>
public sealed record SweepResult(SweepStart Start, IReadOnlyList<SweptRun> Runs, TimeSpan Elapsed, ExitCode? StoppedWith)
{
    /// <summary>The runs that failed.</summary>
    public IEnumerable<SweptRun> Failed => Runs.Where(run => run.State == RunState.Failed);

    /// <summary>The exit code: that of the first run that failed.</summary>
    public ExitCode ExitCode => StoppedWith ?? Failed.FirstOrDefault()?.Code ?? ExitCode.Ok;
}

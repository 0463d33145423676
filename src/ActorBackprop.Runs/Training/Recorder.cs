using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Membership;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Diagnostics;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Runs.Training.Processes;
using ActorBackprop.Simulation.Play;
using Serilog;

namespace ActorBackprop.Runs.Training;

/// <summary>Writes a run's files from the facts it receives: metrics, log, checkpoints. Not thread-safe.</summary>
internal sealed class Recorder
{
    private readonly RunDirectory _directory;
    private readonly RunStart _start;
    private readonly Func<TrainingSnapshot, Checkpoint> _checkpoint;
    private readonly IRunListener _listener;
    private readonly ILogger _log;
    private readonly List<EpochMetrics> _metrics;
    private readonly Dictionary<int, (EpochTotals Totals, Progress Since)> _unmeasured = [];
    private readonly Dataset _training;
    private readonly ProcessTable _processes = new();
    private Progress _before;
    private long _unreported; // samples applied before a resume that no line has counted yet
    private bool _advised;

    /// <summary>Creates the recorder of a run.</summary>
    /// <param name="directory">The run's directory.</param>
    /// <param name="start">The run.</param>
    /// <param name="training">The training samples.</param>
    /// <param name="checkpoint">Creates a checkpoint of a snapshot.</param>
    /// <param name="listener">Receives the progress.</param>
    /// <param name="log">The run's log.</param>
    public Recorder(RunDirectory directory, RunStart start, Dataset training, Func<TrainingSnapshot, Checkpoint> checkpoint,
        IRunListener listener, ILogger log)
    {
        (_directory, _start, _training, _checkpoint, _listener, _log) = (directory, start, training, checkpoint, listener, log);
        _metrics = [.. directory.Metrics.Read()];
    }

    /// <summary>The snapshot that the run continues from; null, the default, for a run that begins.</summary>
    public TrainingSnapshot? From
    {
        init => _unreported = value?.Position is { } position ? position.Samples - _metrics.Sum(line => line.Samples ?? 0) : 0;
    }

    /// <summary>The metrics of all epochs, including those before a resume.</summary>
    public IReadOnlyList<EpochMetrics> Metrics => _metrics;

    /// <summary>The run's log.</summary>
    public ILogger Log => _log;

    /// <summary>See <see cref="ClusterResult.ResidualsLost"/>.</summary>
    public int? ResidualsLost { get; set; }

    /// <summary>Returns the bytes of the parameters sent so far. Null, the default, counts one copy of them for each part.</summary>
    public Func<long>? BytesDownwards { get; set; }

    /// <summary>Receives every fact too; null for none.</summary>
    public Action<object>? Also { get; set; }

    /// <summary>Records a fact.</summary>
    public void Take(object fact)
    {
        Also?.Invoke(fact);
        switch (fact)
        {
            case StepCompleted step:
                _listener.Progressed(step);
                break;
            case EpochCompleted epoch:
                var now = ProgressOf(epoch.Statistics);
                _unmeasured[epoch.Epoch] = (epoch.Totals, now.Since(_before));
                _before = now;
                break;
            case ParametersEvaluated evaluated:
                Measure(evaluated);
                break;
            case IProcessFact process:
                Take(process);
                break;
            case GradientRefused refused:
                _log.Warning("Gradient of step {Step} from worker {Worker} refused: {Reason}", refused.Step, refused.Worker.Number, refused.Reason);
                break;
            case WorkerLost lost:
                _log.Warning("Worker {Worker}, incarnation {Incarnation}, lost", lost.Worker.Number, lost.Worker.Incarnation);
                // A simulation counts losses and reports them at the end; the loss of a process has its own fact.
                if (_start is { Simulation: null, Cluster: null })
                    _listener.Remarked($"Worker {lost.Worker.Number} was lost; its part is reassigned.");
                break;
            case LoggedInput input:
                _directory.Inputs.Append(input);
                break;
            case TrainingStarted started:
                _log.Information("Training started: workers {Workers}, parameter servers {Servers}", started.Workers, started.Servers);
                break;
        }
    }

    /// <summary>
    /// Returns whether metrics of all epochs that ended before a snapshot are written; those of an epoch that ends with it may follow.
    /// </summary>
    public bool HasMeasuredAllBefore(TrainingSnapshot snapshot) =>
        (snapshot.Minibatches - 1) / _start.Plan.StepsPerEpoch <= _metrics.Count;

    /// <summary>Writes a checkpoint.</summary>
    /// <exception cref="RunIoException">The file cannot be written.</exception>
    public void Store(TrainingSnapshot snapshot)
    {
        var path = _directory.Checkpoints.Save(_checkpoint(snapshot));
        _log.Information("Checkpoint after step {Step}: {Path}", snapshot.Steps, path);
    }

    /// <summary>Returns the result of the run.</summary>
    public RunResult Result(TrainingEnded ended)
    {
        _log.Information("Training ended: {End} {Why}", ended.End, ended.Why);
        if (_metrics.Count > 0) TrainingPlot.Write(_directory.PlotPath, _metrics);
        return new RunResult(_start, ended.End, ended.Why, ended.Snapshot.Steps,
            _start.LearnsNothing ? null : WeightsHash.Compute(_start.Plan.Network, ended.Snapshot.Parameters),
            _metrics.Count > 0 ? _metrics[^1].TestAccuracy : null, _metrics.Count > 0 ? _metrics.Max(epoch => epoch.TestAccuracy) : null,
            ended.Statistics)
        {
            Parameters = ended.Snapshot.Parameters,
            BytesDownwards = _start.Sequential ? null : ProgressOf(ended.Statistics).BytesDownwards,
            Cluster = _start.Cluster is null ? null : new ClusterResult(_processes.Max, _processes.Restarts) { ResidualsLost = ResidualsLost },
            BestOnValidation = _metrics.Where(epoch => epoch.ValidationCorrect is not null).MaxBy(epoch => epoch.ValidationCorrect),
        };
    }

    private Progress ProgressOf(TrainingStatistics now) => new(now.Elapsed, now.Samples, now.BytesUpwards,
        BytesDownwards?.Invoke() ?? now.PartsSent * _start.Plan.Network.ParameterLength * sizeof(float));

    private void Take(IProcessFact fact)
    {
        if (_processes.Take(fact) is { } sentence)
        {
            _log.Information("{Sentence:l}", sentence);
            if (fact is not ProcessJoined) _listener.Remarked(sentence);
        }
        _listener.ProcessesChanged(_processes.Rows);
    }

    private void Measure(ParametersEvaluated evaluated)
    {
        var (totals, since) = _unmeasured.Remove(evaluated.Epoch, out var known) ? known : (evaluated.Snapshot.Epoch, default);
        var metrics = new EpochMetrics
        {
            Epoch = evaluated.Epoch,
            Step = evaluated.Version,
            Cost = totals.Cost / totals.Samples,
            TrainingAccuracy = (double)totals.Correct / totals.Samples,
            TestCorrect = evaluated.Result.Correct,
            TestCount = evaluated.Result.Samples,
            ValidationCorrect = evaluated.Validation?.Correct,
            ValidationCount = evaluated.Validation?.Samples,
            // The totals of a synchronous epoch include samples before a resume; overlapping epochs need the samples of the time interval.
            Samples = _start.IsSynchronous ? totals.Samples : since.Samples + _unreported,
            SamplesPerSecond = since.Elapsed > TimeSpan.Zero ? since.Samples / since.Elapsed.TotalSeconds : 0,
            Seconds = since.Elapsed.TotalSeconds,
            BytesUpwards = _start.Sequential ? null : since.BytesUpwards,
            BytesDownwards = _start.Sequential ? null : since.BytesDownwards,
            WeightsSha256 = WeightsHash.Compute(_start.Plan.Network, evaluated.Snapshot.Parameters),
        };
        _unreported = 0;
        _directory.Metrics.Append(metrics);
        _metrics.Add(metrics);
        _log.Information("Epoch {Epoch}: {Correct} / {Count}, cost {Cost}", metrics.Epoch, metrics.TestCorrect, metrics.TestCount, metrics.Cost);
        _listener.EpochCompleted(metrics);
        Advise(metrics, evaluated.Snapshot.Parameters);
    }

    /// <summary>Remarks, once per run, that nothing is learned and why. The measurement costs as much as training on 200 images.</summary>
    private void Advise(EpochMetrics metrics, float[] parameters)
    {
        var network = _start.Plan.Network;
        // The first of several epochs may learn little.
        if (_advised || (metrics.Epoch == 1 && _start.Plan.Epochs > 1)) return;
        var sentence = Advice.Of(metrics.Epoch, metrics.TrainingAccuracy, _start.Plan, _training,
            () => UnitHealth.Of(network, parameters, _training.Slice(0, Math.Min(Advice.Images, _training.Count))));
        if (sentence is null) return;
        _advised = true;
        _log.Warning("{Advice:l}", sentence);
        _listener.Remarked(sentence);
    }

    /// <summary>The progress of a training at some time.</summary>
    private readonly record struct Progress(TimeSpan Elapsed, long Samples, long BytesUpwards, long BytesDownwards)
    {
        public Progress Since(Progress before) => new(Elapsed - before.Elapsed, Samples - before.Samples,
            BytesUpwards - before.BytesUpwards, BytesDownwards - before.BytesDownwards);
    }
}

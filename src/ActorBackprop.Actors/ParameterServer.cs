using ActorBackprop.Actors.Ledger;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Actors.Shards;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors;

/// <summary>
/// Owns the parameters. Assigns parts to the workers together with the current version, gathers their gradients, averages, takes
/// the optimizer's step, and begins again: assigning is the broadcast of the updated weights. It decides nothing itself: which
/// worker gets which part is up to <see cref="WorkLedger"/> and the consistency mode, the sum to <see cref="StepSum"/>, the step to
/// <see cref="TrainingState"/>. With several servers it leaves average and step to its shards.
/// </summary>
public sealed partial class ParameterServer : UntypedActor, IWithTimers
{
    /// <summary>The maximum number of snapshots pending at the evaluator, and at the store: each is a copy of the parameters.</summary>
    public const int MaxOutstanding = 16;

    private readonly ServerSettings _settings;
    private readonly ServerReports _reports;
    private readonly TrainingState _state;
    private readonly IGradientBuffers _buffers;
    private readonly StepSum _sum;
    private readonly Versions _versions;
    private readonly WorkLedger _ledger;
    private readonly StatisticsCounter _counter;
    private readonly WorkerActors _workers = new();
    private readonly ParameterShards _shards;
    private readonly List<Assignment> _cancelled = [];
    private readonly Queue<GradientComputed> _early = []; // arrived while the shards take a step; no more than there are parts in flight
    private TimeSpan _reportedAt;
    private bool _hasBegun, _hasWaited, _isStepping;
    private (TrainingEnd End, string Why)? _ending;

    /// <summary>Creates a parameter server; use <see cref="PropsOf"/>.</summary>
    public ParameterServer(ServerSettings settings, ServerPeers peers, TrainingState state, IGradientBuffers buffers)
    {
        (_settings, _state, _buffers) = (settings, state, buffers);
        _reports = new ServerReports(peers);
        _sum = new StepSum(buffers, addsEarly: settings.Mode.IsSynchronous);
        _versions = new Versions(buffers);
        _versions.Begin(state.Steps, state.Parameters);
        _ledger = new WorkLedger(settings, state.Plan, state.Progress, _versions, state.Steps);
        _shards = new ParameterShards(Context, state, settings.Servers);
        _counter = new StatisticsCounter(settings.Workers);
    }

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    private bool IsShort => _workers.Count < _settings.MinWorkers;

    private static TimeSpan Now => Context.System.Scheduler.HighResMonotonicClock;

    private TrainingStatistics Statistics =>
        _counter.Statistics() with { EpochsDone = _state.Progress.EpochsDone, PartsDropped = _ledger.Dropped };

    /// <summary>Returns the props of a parameter server.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="peers">The actors it tells.</param>
    /// <param name="state">The state of the training. The server owns it from then on; others may read it between two messages.</param>
    /// <param name="buffers">The buffers that used gradients are returned to, of the parameters' length.</param>
    /// <exception cref="ArgumentException">The plan's compression is not for the settings' consistency mode.</exception>
    public static Props PropsOf(ServerSettings settings, ServerPeers peers, TrainingState state, IGradientBuffers buffers)
    {
        if (state.Plan.Compression is { } compression && compression.HasWorkerResiduals == settings.Mode.IsSynchronous)
            throw new ArgumentException("residuals belong to places in a synchronous mode and to workers in the others", nameof(state));
        return Props.Create<ParameterServer>(settings, peers, state, buffers);
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(CheckOverdue), CheckOverdue.Instance, _settings.PartTimeout);
        _reports.Watch(Context);
    }

    /// <summary>A training cannot continue without a shard, as it cannot without the server.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GradientComputed gradient when _isStepping && !_settings.Mode.IsSynchronous:
                _early.Enqueue(gradient); // handled after the step, as by a server without shards: so their number changes no bit
                break;
            case GradientComputed gradient:
                if (_ending is null) OnGradientComputed(gradient); // otherwise its last step is decided
                break;
            case ShardStepped stepped:
                if (_ending is null) OnShardStepped(stepped);
                break;
            case RegisterWorker register:
                OnRegisterWorker(register);
                break;
            case Terminated terminated:
                OnTerminated(terminated.ActorRef);
                break;
            case CheckOverdue:
                _hasWaited = true;
                foreach (var assignment in _ledger.CheckOverdue()) Send(assignment);
                break;
            case GiveUpIfShort:
                EndIfShort();
                break;
            case GiveUpTraining give:
                _ending ??= (TrainingEnd.WorkersLost, give.Why);
                break;
            case ParametersEvaluated evaluated:
                _reports.Evaluated();
                _state.Measured(evaluated.Epoch, evaluated.Validation);
                _reports.Tell(evaluated);
                break;
            case SnapshotStored:
                _reports.Stored();
                break;
            case SnapshotNotStored failed:
                _reports.ForgetStore();
                _ending = (TrainingEnd.StoreFailed, failed.Why);
                break;
            case ChangeLearningRate { Rate: > 0 and < float.PositiveInfinity } change:
                _state.ChangeLearningRate(change.Rate);
                break;
            case StopTraining:
                _ending ??= (TrainingEnd.Stopped, "it was asked to stop");
                break;
            default:
                Unhandled(message);
                return;
        }
        Advance();
        while (!_isStepping && _ending is null && _early.TryDequeue(out var early))
        {
            OnGradientComputed(early);
            Advance();
        }
    }

    private void OnRegisterWorker(RegisterWorker register)
    {
        var worker = register.Worker;
        if (_early.Any(gradient => gradient.Worker == worker)) return; // it is idle, and its answer waits here: its part must not be reassigned
        if (!_ledger.TryRegister(worker, register.Heard)) return;
        if (_workers.Enter(worker, Sender) is { } before && before != worker) ReportLost(before);
        Context.Watch(Sender); // watching twice does no harm
    }

    private void OnTerminated(IActorRef actor)
    {
        if (_reports.IsPeer(actor) || _shards.Contains(actor))
        {
            _reports.Forget();
            _ending = (TrainingEnd.Failed, $"the actor {actor.Path.Name} has failed");
            return;
        }
        foreach (var worker in _workers.Remove(actor))
        {
            _ledger.Remove(worker.Number);
            ReportLost(worker);
        }
        if (!IsShort) return;
        if (_settings.WorkerPatience == TimeSpan.Zero)
        {
            EndIfShort();
            return;
        }
        if (_hasBegun && !_reports.HasStored(_state.Steps)) _reports.Store(_state.Snapshot());
        Timers.StartSingleTimer(nameof(GiveUpIfShort), GiveUpIfShort.Instance, _settings.WorkerPatience);
    }

    private void EndIfShort()
    {
        if (IsShort)
            _ending ??= (TrainingEnd.WorkersLost,
                _workers.Count == 0 ? "no worker is left" : $"{_workers.Count} of {_settings.MinWorkers} workers are left");
    }

    private void OnGradientComputed(GradientComputed gradient)
    {
        _counter.Received(gradient);
        var contribution = default(Contribution);
        var refusal = gradient.Run == _settings.Run
            ? _ledger.Take(gradient, _state.Parameters.Length, out contribution)
            : Refusal.Foreign;
        if (refusal is { } reason)
        {
            _counter.Refused(reason);
            _reports.Tell(new GradientRefused(gradient.Worker, gradient.Step, reason));
            if (reason != Refusal.Dropped) return;
            // A part of the current version may be assigned to its worker again, and a copy of this answer may be the answer to that.
            if (gradient.Version < _state.Steps)
                for (var i = 0; i < gradient.Sums.Count; i++) _buffers.GiveBack(gradient.Sums[i].Gradient);
            PassMinibatches(); // the minibatch may have waited only for this part
            return;
        }
        _counter.Accepted(contribution.Worker, contribution.Part.Samples, gradient.Compute, Now);
        if (_settings.Mode.IsSynchronous) Add(contribution);
    }

    private void Add(Contribution contribution)
    {
        var staleness = _state.Steps - contribution.Version;
        var weight = _settings.IsStalenessAware && staleness > 1 ? 1f / staleness : 1;
        for (var i = 0; i < contribution.Sums.Count; i++) _sum.Add(contribution.Part.Minibatch, contribution.Sums[i], weight);
    }

    /// <summary>Does what follows from the state, after every message: takes steps that are due, ends, or assigns parts.</summary>
    private void Advance()
    {
        while (_ending is null && !_isStepping && _ledger.Due is > 0 and var due) TakeStep(due);
        if (_ledger.HasDiverged) _ending ??= (TrainingEnd.Diverged, $"the gradient of step {_state.Steps} is not finite");
        if (_ledger.Hopeless is { } part)
            _ending ??= (TrainingEnd.WorkersLost, $"a part of minibatch {part.Minibatch.Step} failed {WorkLedger.MaxAttempts} times");
        if (_state.IsCompleted) _ending ??= (TrainingEnd.Completed, "");
        if (_ending is not null)
        {
            End();
            return;
        }
        if (_isStepping || !HasBegun()) return;
        foreach (var assignment in _ledger.Assign(mayOpen: !IsShort && !_state.AwaitsMeasurement && !_reports.IsBacklogged)) Send(assignment);
    }

    /// <summary>All workers begin together; the server does not wait longer for one than a part may take.</summary>
    private bool HasBegun()
    {
        if (_hasBegun) return true;
        if (IsShort || (!_hasWaited && _workers.Count < _settings.Workers) || _state.AwaitsMeasurement || _reports.IsBacklogged) return false;
        (_hasBegun, _reportedAt) = (true, Now);
        _reports.Tell(new TrainingStarted(_workers.Count, Math.Max(1, _shards.Count)));
        return true;
    }

    private void Send(Assignment assignment)
    {
        var (worker, part, version) = assignment;
        _counter.Sent(worker.Number, Now);
        _workers[worker.Number].Tell(new ComputeGradient(_settings.Run, part.Minibatch, part.Part, version, _versions[version]));
    }

    /// <summary>Ends when all requests are answered, with a last checkpoint unless storing has failed.</summary>
    private void End()
    {
        var (end, why) = _ending!.Value;
        if (end is not (TrainingEnd.StoreFailed or TrainingEnd.Failed) && !_reports.HasStored(_state.Steps))
            _reports.Store(_state.FinalSnapshot());
        if (_reports.AwaitsAnswers) return;
        _reports.Tell(new TrainingEnded(end, why, _state.FinalSnapshot(), Statistics));
        Timers.CancelAll();
        Become(static _ => true); // all later messages are ignored
    }

    private void ReportLost(WorkerId worker)
    {
        _counter.Lost();
        _reports.Tell(new WorkerLost(worker));
    }
}

/// <summary>Server to itself, at intervals: check for overdue parts.</summary>
internal sealed class CheckOverdue
{
    public static readonly CheckOverdue Instance = new();
}

/// <summary>Server to itself: the time to wait for lost workers is over.</summary>
internal sealed class GiveUpIfShort
{
    public static readonly GiveUpIfShort Instance = new();
}

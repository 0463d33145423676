using ActorBackprop.Actors.Dealing;
using ActorBackprop.Actors.Protocol;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors;

/// <summary>
/// Owns the parameters. Deals the parts of a minibatch to the workers together with the current version, gathers their
/// gradients, averages, takes the optimizer's step, and begins again: that dealing is the broadcast of the updated weights.
/// It decides nothing itself: who gets what is up to <see cref="Deals"/>, the sum to <see cref="MinibatchSum"/>, the step
/// to <see cref="TrainingState"/>.
/// </summary>
public sealed class ParameterServer : UntypedActor, IWithTimers
{
    /// <summary>Snapshots an evaluator or store may be behind by before the server waits for it: they are copies, and memory is finite.</summary>
    public const int MostOutstanding = 16;

    private readonly ServerSettings _settings;
    private readonly ServerPeers _peers;
    private readonly TrainingState _state;
    private readonly IGradientBuffers _buffers;
    private readonly MinibatchSum _sum;
    private readonly Deals _deals = new();
    private readonly Bookkeeping _books;
    private readonly Roster _workers = new();
    private int _evaluating, _storing;
    private long _lastStored = -1;
    private TimeSpan _reportedAt;
    private bool _hasWaited, _hasBegun, _isStepOpen;
    private (TrainingEnd End, string Why)? _ending;

    /// <summary>A parameter server.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="peers">Whom it tells.</param>
    /// <param name="plan">What to train.</param>
    /// <param name="from">Where to go on from; null to begin.</param>
    /// <param name="buffers">Where used gradients go back to, of the parameters' length.</param>
    public ParameterServer(ServerSettings settings, ServerPeers peers, TrainingPlan plan, TrainingSnapshot? from, IGradientBuffers buffers)
        : this(settings, peers, new TrainingState(plan, from), buffers)
    {
    }

    /// <summary>A parameter server of a training that somebody else looks at, between two of its messages.</summary>
    public ParameterServer(ServerSettings settings, ServerPeers peers, TrainingState state, IGradientBuffers buffers)
    {
        (_settings, _peers, _buffers) = (settings, peers, buffers);
        _sum = new MinibatchSum(buffers);
        _state = state;
        _books = new Bookkeeping(settings.Workers);
    }

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    private bool IsShort => _workers.Count < _settings.MinWorkers;

    private static TimeSpan Now => Context.System.Scheduler.HighResMonotonicClock;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(CheckOverdue), CheckOverdue.Instance, _settings.PartTimeout);
        foreach (var peer in new[] { _peers.Evaluator, _peers.Store })
            if (peer is not null) Context.Watch(peer);
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GradientComputed gradient:
                if (_ending is null) OnGradientComputed(gradient); // else where it ends is settled
                break;
            case RegisterWorker register:
                OnRegisterWorker(register);
                break;
            case Terminated terminated:
                OnTerminated(terminated.ActorRef);
                break;
            case CheckOverdue:
                _hasWaited = true;
                foreach (var deal in _deals.CheckOverdue()) Send(deal);
                break;
            case GiveUpIfShort:
                OnShort();
                break;
            case GiveUpTraining give:
                _ending ??= (TrainingEnd.WorkersLost, give.Why);
                break;
            case ParametersEvaluated evaluated:
                _evaluating--;
                _state.Measured(evaluated.Epoch, evaluated.Validation);
                Tell(evaluated);
                break;
            case SnapshotStored:
                _storing--;
                break;
            case SnapshotNotStored failed:
                (_storing, _ending) = (0, (TrainingEnd.StoreFailed, failed.Why));
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
        GoOn();
    }

    private void OnRegisterWorker(RegisterWorker register)
    {
        var worker = register.Worker;
        if (!_deals.TryJoin(worker, register.Heard)) return;
        if (_workers.Enter(worker, Sender) is { } before && before != worker) Lost(before);
        Context.Watch(Sender); // once is enough, twice does no harm
    }

    private void OnTerminated(IActorRef actor)
    {
        if (actor.Equals(_peers.Evaluator) || actor.Equals(_peers.Store))
        {
            (_evaluating, _storing, _ending) = (0, 0, (TrainingEnd.Failed, $"the actor {actor.Path.Name} has failed"));
            return;
        }
        foreach (var id in _workers.Leave(actor))
        {
            _deals.Leave(id.Number);
            Lost(id);
        }
        if (!IsShort) return;
        if (_settings.WorkerPatience == TimeSpan.Zero) OnShort();
        else
        {
            if (_hasBegun && _lastStored != _state.Steps) Store(_state.Snapshot());
            Timers.StartSingleTimer(nameof(GiveUpIfShort), GiveUpIfShort.Instance, _settings.WorkerPatience);
        }
    }

    private void OnShort()
    {
        if (IsShort)
            _ending ??= (TrainingEnd.WorkersLost,
                _workers.Count == 0 ? "no worker is left" : $"{_workers.Count} of {_settings.MinWorkers} workers are left");
    }

    private void OnGradientComputed(GradientComputed gradient)
    {
        if (Judge(gradient) is not { } refusal) Accept(gradient);
        else Refuse(gradient, refusal);
    }

    private Refusal? Judge(GradientComputed gradient)
    {
        if (gradient.Run != _settings.Run) return Refusal.Foreign;
        if (_deals.Judge(gradient.Worker, gradient.Step, gradient.Part) is { } refusal)
            return refusal == Refusal.Duplicate && !_isStepOpen ? Refusal.Late : refusal; // its step is complete; the next one waits
        if (gradient.Version != _state.Steps) return Refusal.Foreign;
        if (!gradient.Part.IsSummedBy(gradient.Sums, _state.Next.Microbatches)) return Refusal.Misshapen;
        var isFinite = true;
        for (var i = 0; i < gradient.Sums.Count; i++)
        {
            if (gradient.Sums[i].Gradient.Length != _state.Parameters.Length) return Refusal.Misshapen;
            isFinite &= gradient.Sums[i].IsFinite;
        }
        return isFinite ? null : Refusal.NonFinite;
    }

    private void Accept(GradientComputed gradient)
    {
        var (part, samples) = (gradient.Part, _state.Next.SamplesOf(gradient.Part.From, gradient.Part.To));
        _deals.Answered(gradient.Worker, gradient.Step, part);
        _deals.Accept(part);
        _books.Accepted(gradient.Worker.Number, samples, gradient.Compute, Now);
        for (var i = 0; i < gradient.Sums.Count; i++) _sum.Add(gradient.Sums[i]);
        if (_sum.IsComplete) CompleteStep();
    }

    private void Refuse(GradientComputed gradient, Refusal refusal)
    {
        _books.Refused(refusal);
        Tell(new GradientRefused(gradient.Worker, gradient.Step, refusal));
        if (refusal is Refusal.Foreign) return; // it says nothing of what its worker is at
        _deals.Answered(gradient.Worker, gradient.Step, gradient.Part);
        if (refusal is not (Refusal.Misshapen or Refusal.NonFinite)) return;
        if (_deals.Reject(gradient.Worker, gradient.Part, refusal == Refusal.NonFinite))
            _ending ??= (TrainingEnd.Diverged, $"the gradient of step {gradient.Step} is not finite");
    }

    private void CompleteStep()
    {
        var (minibatch, old) = (_state.Next, _state.Parameters);
        if (!_state.TryStep(_sum, _buffers.Take()))
        {
            _ending ??= (TrainingEnd.Diverged, _state.Divergence!);
            return;
        }
        _isStepOpen = false;
        _sum.Release();
        if (!_deals.IsHeld(minibatch.Step)) _buffers.GiveBack(old); // else somebody still reads it: left to the collector
        _books.StepCompleted(minibatch.Samples, Now);
        Report(minibatch.EndsEpoch(_state.Plan) ? minibatch.Epoch + 1 : null);
    }

    private void Report(int? epoch)
    {
        if (Now - _reportedAt >= _settings.StepReportInterval)
        {
            _reportedAt = Now;
            Tell(new StepCompleted(_state.Steps, _state.Epoch, _books.Statistics()));
        }
        var isCheckpointDue = _settings.CheckpointEverySteps > 0 && _state.Steps % _settings.CheckpointEverySteps == 0;
        if (epoch is null && !isCheckpointDue) return;
        var snapshot = _state.Snapshot();
        Store(snapshot);
        if (epoch is not { } number) return;
        Tell(new EpochCompleted(number, _state.Steps, _state.Epoch, _books.Statistics()));
        if (_peers.Evaluator is null) return;
        _evaluating++;
        _peers.Evaluator.Tell(new EvaluateParameters(number, snapshot));
    }

    private void Store(TrainingSnapshot snapshot)
    {
        if (_peers.Store is null) return;
        _storing++;
        _lastStored = snapshot.Steps;
        _peers.Store.Tell(new StoreSnapshot(snapshot));
    }

    /// <summary>After every message: what follows from where things stand.</summary>
    private void GoOn()
    {
        if (_state.IsCompleted) _ending ??= (TrainingEnd.Completed, "");
        if (_deals.Hopeless is not null) _ending ??= (TrainingEnd.WorkersLost, $"a part of step {_state.Steps} failed {Deals.MostAttempts} times");
        if (_ending is not null)
        {
            End();
            return;
        }
        if (!_isStepOpen && !TryBeginStep()) return;
        foreach (var deal in _deals.Next()) Send(deal);
    }

    private bool TryBeginStep()
    {
        // All workers begin together; one that does not come within the time a part may take is not waited for.
        if (IsShort || (!_hasBegun && !_hasWaited && _deals.Workers < _settings.Workers)) return false;
        if (_state.AwaitsMeasurement) return false;
        if (_evaluating >= MostOutstanding || _storing >= MostOutstanding) return false;
        if (!_hasBegun)
        {
            (_hasBegun, _reportedAt) = (true, Now);
            Tell(new TrainingStarted(_deals.Workers));
        }
        var minibatch = _state.Next;
        _deals.Begin(minibatch.Step, minibatch.Microbatches);
        _sum.Begin(minibatch.Microbatches);
        return _isStepOpen = true;
    }

    private void Send(Deal deal)
    {
        _books.Sent(deal.Worker.Number, Now);
        _workers[deal.Worker.Number].Tell(
            new ComputeGradient(_settings.Run, _state.Next, deal.Part, _state.Steps, _state.Parameters));
    }

    /// <summary>Ends once everything that was asked for is answered, with a last checkpoint where one makes sense.</summary>
    private void End()
    {
        var (end, why) = _ending!.Value;
        if (end is not (TrainingEnd.StoreFailed or TrainingEnd.Failed) && _lastStored != _state.Steps) Store(_state.Snapshot());
        if (_evaluating > 0 || _storing > 0) return;
        Tell(new TrainingEnded(end, why, _state.Snapshot(), _books.Statistics()));
        Timers.CancelAll();
        Become(static _ => true); // whatever still comes is late
    }

    private void Lost(WorkerId worker)
    {
        _books.Lost();
        Tell(new WorkerLost(worker));
    }

    private void Tell(object fact)
    {
        foreach (var observer in _peers.Observers) observer.Tell(fact);
    }

    private sealed class GiveUpIfShort { public static readonly GiveUpIfShort Instance = new(); }

    private sealed class CheckOverdue { public static readonly CheckOverdue Instance = new(); }
}

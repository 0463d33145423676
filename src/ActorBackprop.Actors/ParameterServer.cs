using ActorBackprop.Actors.Dealing;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Sharding;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors;

/// <summary>
/// Owns the parameters. Deals the parts of a minibatch to the workers together with the current version, gathers their
/// gradients, averages, takes the optimizer's step, and begins again: that dealing is the broadcast of the updated weights.
/// It decides nothing itself: who gets what is up to <see cref="Deals"/>, the sum to <see cref="MinibatchSum"/>, the step
/// to <see cref="TrainingState"/>. With several servers it leaves average and step to its shards.
/// </summary>
public sealed class ParameterServer : UntypedActor, IWithTimers
{
    /// <summary>Snapshots an evaluator or store may be behind by before the server waits for it: they are copies, and memory is finite.</summary>
    public const int MostOutstanding = 16;

    private readonly ServerSettings _settings;
    private readonly Reports _reports;
    private readonly TrainingState _state;
    private readonly IGradientBuffers _buffers;
    private readonly MinibatchSum _sum;
    private readonly Deals _deals = new();
    private readonly Bookkeeping _books;
    private readonly Roster _workers = new();
    private readonly Shards _shards;
    private TimeSpan _reportedAt;
    private bool _hasWaited, _hasBegun, _isStepOpen;
    private (TrainingEnd End, string Why)? _ending;

    /// <summary>A parameter server.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="peers">Whom it tells.</param>
    /// <param name="state">Where the training stands: its own from here on. Others may look at it between two of its messages.</param>
    /// <param name="buffers">Where used gradients go back to, of the parameters' length.</param>
    public ParameterServer(ServerSettings settings, ServerPeers peers, TrainingState state, IGradientBuffers buffers)
    {
        (_settings, _buffers) = (settings, buffers);
        _reports = new Reports(peers);
        _sum = new MinibatchSum(buffers);
        _state = state;
        _shards = new Shards(Context, _state, settings.Servers);
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
        _reports.Watch(Context);
    }

    /// <summary>A shard that has failed left nothing to go on with, as the server itself would.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GradientComputed gradient:
                if (_ending is null) OnGradientComputed(gradient); // else where it ends is settled
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
                foreach (var deal in _deals.CheckOverdue()) Send(deal);
                break;
            case GiveUpIfShort:
                OnShort();
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
        if (_reports.Reach(actor) || _shards.Has(actor))
        {
            _reports.Forget();
            _ending = (TrainingEnd.Failed, $"the actor {actor.Path.Name} has failed");
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
            if (_hasBegun && !_reports.HaveStored(_state.Steps)) _reports.Store(_state.Snapshot());
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
        _books.Received(gradient);
        if (Judge(gradient) is not { } refusal) Accept(gradient);
        else Refuse(gradient, refusal);
    }

    private Refusal? Judge(GradientComputed gradient)
    {
        if (gradient.Run != _settings.Run) return Refusal.Foreign;
        if (_deals.Judge(gradient.Worker, gradient.Step, gradient.Part) is { } refusal)
            return refusal == Refusal.Duplicate && !_isStepOpen ? Refusal.Late : refusal; // its step is complete; the next one waits
        if (gradient.Version != _state.Steps) return Refusal.Foreign;
        return gradient.FindFlaw(_state.Next, _state.Parameters.Length);
    }

    private void Accept(GradientComputed gradient)
    {
        var (part, samples) = (gradient.Part, _state.Next.SamplesOf(gradient.Part.From, gradient.Part.To));
        _deals.Answered(gradient.Worker, gradient.Step, part);
        _deals.Accept(part);
        _books.Accepted(gradient.Worker.Number, samples, gradient.Compute, Now);
        for (var i = 0; i < gradient.Sums.Count; i++) _sum.Add(gradient.Sums[i]);
        if (_sum.IsComplete) TakeStep();
    }

    private void Refuse(GradientComputed gradient, Refusal refusal)
    {
        _books.Refused(refusal);
        _reports.Tell(new GradientRefused(gradient.Worker, gradient.Step, refusal));
        if (refusal is Refusal.Foreign) return; // it says nothing of what its worker is at
        _deals.Answered(gradient.Worker, gradient.Step, gradient.Part);
        if (refusal is not (Refusal.Misshapen or Refusal.NonFinite)) return;
        if (_deals.Reject(gradient.Worker, gradient.Part, refusal == Refusal.NonFinite))
            _ending ??= (TrainingEnd.Diverged, $"the gradient of step {gradient.Step} is not finite");
    }

    private void TakeStep()
    {
        var next = _buffers.Take();
        _state.BeginStep();
        if (_shards.Count > 0) _shards.Take(new TakeShardStep(_state.Next, _sum, _state.Parameters, next));
        else CompleteStep(next, _state.TryTakeWhole(_sum, next));
    }

    private void OnShardStepped(ShardStepped stepped)
    {
        if (_shards.Judge(stepped, Sender) is { } refusal) _books.ShardRefused(refusal);
        else if (_shards.Answered(stepped, out var next) is { } isFinite) CompleteStep(next, isFinite);
    }

    private void CompleteStep(Memory<float> next, bool isFinite)
    {
        var (minibatch, old) = (_state.Next, _state.Parameters);
        if (!_state.TryCompleteStep(_sum, next, isFinite))
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
            _reports.Tell(new StepCompleted(_state.Steps, _state.Epoch, _books.Statistics()));
        }
        var isCheckpointDue = _settings.CheckpointEverySteps > 0 && _state.Steps % _settings.CheckpointEverySteps == 0;
        if (epoch is null && !isCheckpointDue) return;
        if (_state.TrySnapshot() is not { } snapshot)
        {
            _ending ??= (TrainingEnd.OutOfMemory, "all memory that this process may use is used up");
            return;
        }
        _reports.Store(snapshot);
        if (epoch is not { } number) return;
        _reports.Tell(new EpochCompleted(number, _state.Steps, _state.Epoch, _books.Statistics()));
        _reports.Evaluate(number, snapshot);
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
        if (_state.AwaitsMeasurement || _reports.AreBehind) return false;
        if (!_hasBegun)
        {
            (_hasBegun, _reportedAt) = (true, Now);
            _reports.Tell(new TrainingStarted(_deals.Workers, Math.Max(1, _shards.Count)));
        }
        var minibatch = _state.Next;
        _deals.Begin(minibatch.Step, minibatch.Microbatches);
        _sum.Begin(minibatch.Microbatches);
        return _isStepOpen = true;
    }

    private void Send(Deal deal)
    {
        _books.Sent(deal.Worker.Number, Now);
        _workers[deal.Worker.Number].Tell(new ComputeGradient(_settings.Run, _state.Next, deal.Part, _state.Steps, _state.Parameters));
    }

    /// <summary>Ends once everything that was asked for is answered, with a last checkpoint where one makes sense.</summary>
    private void End()
    {
        var (end, why) = _ending!.Value;
        if (end is not (TrainingEnd.StoreFailed or TrainingEnd.Failed) && !_reports.HaveStored(_state.Steps))
            _reports.Store(_state.FinalSnapshot());
        if (_reports.AreAwaited) return;
        _reports.Tell(new TrainingEnded(end, why, _state.FinalSnapshot(), _books.Statistics()));
        Timers.CancelAll();
        Become(static _ => true); // whatever still comes is late
    }

    private void Lost(WorkerId worker)
    {
        _books.Lost();
        _reports.Tell(new WorkerLost(worker));
    }
}

using ActorBackprop.Actors.Dealing;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors.Modes;

/// <summary>
/// The parameter server where steps do not wait for all workers. It speaks the protocol of <see cref="ParameterServer"/> with
/// the same workers, and decides nothing itself: who gets what and when it steps is up to <see cref="RelaxedDeals"/> and its
/// <see cref="IConsistencyMode"/>, the step to <see cref="RelaxedState"/>.
/// </summary>
public sealed class RelaxedServer : UntypedActor, IWithTimers
{
    private readonly ServerSettings _settings;
    private readonly Reports _reports;
    private readonly TrainingPlan _plan;
    private readonly IGradientBuffers _buffers;
    private readonly RelaxedState _state;
    private readonly RelaxedDeals _deals;
    private readonly Bookkeeping _books;
    private readonly Roster _workers = new();
    private readonly List<RelaxedDeal> _cancelled = [];
    private EpochTotals _epoch;
    private int _epochsDone;
    private TimeSpan _reportedAt;
    private bool _hasBegun, _hasWaited;
    private (TrainingEnd End, string Why)? _ending;

    /// <summary>A parameter server.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="peers">Whom it tells.</param>
    /// <param name="plan">What to train.</param>
    /// <param name="state">Where the training stands: at its beginning.</param>
    /// <param name="buffers">Where used gradients go back to, of the parameters' length.</param>
    public RelaxedServer(ServerSettings settings, ServerPeers peers, TrainingPlan plan, RelaxedState state, IGradientBuffers buffers)
    {
        (_settings, _plan, _state, _buffers) = (settings, plan, state, buffers);
        _reports = new Reports(peers);
        var versions = new Versions(buffers);
        versions.Begin(0, _state.Parameters);
        _deals = new RelaxedDeals(plan, settings.Workers, _settings, versions);
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
                _reports.Evaluated();
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
        if (_reports.Reach(actor))
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
        else Timers.StartSingleTimer(nameof(GiveUpIfShort), GiveUpIfShort.Instance, _settings.WorkerPatience);
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
        var refusal = gradient.Run == _settings.Run ? _deals.Take(gradient, _state.Parameters.Length) : Refusal.Foreign;
        if (refusal is { } reason)
        {
            _books.Refused(reason);
            _reports.Tell(new GradientRefused(gradient.Worker, gradient.Step, reason));
            if (reason != Refusal.Dropped) return;
            // One of the current version may be dealt to its worker again, and a copy of this answer be the answer to that.
            if (gradient.Version < _state.Steps) GiveBack(gradient.Sums);
            _deals.Progress.GoOn(Passed); // it may have been the last that its minibatch waited for
            _books.Relaxed(_epochsDone, _deals.Dropped);
            return;
        }
        var samples = Minibatch.Of(_plan, gradient.Step).SamplesOf(gradient.Part.From, gradient.Part.To);
        _books.Accepted(gradient.Worker.Number, samples, gradient.Compute, Now);
    }

    /// <summary>After every message: what follows from where things stand.</summary>
    private void GoOn()
    {
        while (_ending is null && _deals.Due is > 0 and var due) TakeStep(due);
        if (_deals.HasDiverged) _ending ??= (TrainingEnd.Diverged, "a part's gradient is not finite, whoever computes it");
        if (_deals.Hopeless is { } part)
            _ending ??= (TrainingEnd.WorkersLost, $"a part of minibatch {part.Minibatch.Step} failed {Deals.MostAttempts} times");
        if (_deals.Progress.IsOver) _ending ??= (TrainingEnd.Completed, "");
        if (_ending is not null)
        {
            End();
            return;
        }
        if (!MayDeal()) return;
        foreach (var deal in _deals.Deal(_state.Parameters)) Send(deal);
    }

    private bool MayDeal()
    {
        // All workers begin together; one that does not come within the time a part may take is not waited for.
        if (IsShort || (!_hasBegun && !_hasWaited && _workers.Count < _settings.Workers)) return false;
        if (_reports.AreBehind) return false;
        if (_hasBegun) return true;
        (_hasBegun, _reportedAt) = (true, Now);
        _reports.Tell(new TrainingStarted(_workers.Count, Servers: 1));
        return true;
    }

    private void TakeStep(int due)
    {
        Contribution[] gradients = [.. _deals.Gathered.Take(due)];
        var next = _buffers.Take();
        if (!_state.TryStep(Fold(gradients), gradients.Sum(gradient => gradient.Part.Samples), next))
        {
            _ending = (TrainingEnd.Diverged, $"the update of step {_state.Steps} is not finite");
            return;
        }
        foreach (var gradient in gradients) _books.Stale(_state.Steps - 1 - gradient.Version);
        _deals.Stepped(due, next, _cancelled);
        foreach (var deal in _cancelled)
            _workers[deal.Worker.Number].Tell(new CancelPart(_settings.Run, deal.Part.Minibatch.Step, deal.Part.Part, deal.Version));
        _cancelled.Clear();
        foreach (var gradient in gradients) GiveBack(gradient.Sums);
        _books.StepCompleted(gradients.Sum(gradient => gradient.Part.Samples), Now);
        _deals.Progress.GoOn(Passed);
        _books.Relaxed(_epochsDone, _deals.Dropped);
        Report();
        var isCheckpointDue = _settings.CheckpointEverySteps > 0 && _state.Steps % _settings.CheckpointEverySteps == 0;
        if (isCheckpointDue && !_reports.HaveStored(_state.Steps)) _reports.Store(_state.Snapshot(_deals.Progress.TotalsOf(_deals.Oldest.Epoch)));
    }

    /// <summary>Minibatch by minibatch: a whole one over its tree, so that a step of just one is the synchronous step.</summary>
    private GradientFold Fold(Contribution[] gradients)
    {
        var version = _state.Steps;
        GradientFold[] folds = [.. gradients.GroupBy(gradient => gradient.Part.Minibatch).Select(Fold)];
        return GradientFold.Of(folds);

        GradientFold Fold(IGrouping<Minibatch, Contribution> minibatch)
        {
            var sums = minibatch.SelectMany(gradient => gradient.Sums.Select(sum => (Sum: sum, Staleness: version - gradient.Version))).ToArray();
            return GradientFold.Of([.. sums.Select(sum => sum.Sum)], minibatch.Key.Microbatches,
                place => _settings.IsStalenessAware && sums[place].Staleness > 1 ? 1f / sums[place].Staleness : 1);
        }
    }

    private void Passed(Minibatch minibatch)
    {
        _deals.Forget(minibatch);
        if (!minibatch.EndsEpoch(_plan)) return;
        _epoch = _deals.Progress.TotalsOf(minibatch.Epoch);
        _books.Relaxed(++_epochsDone, _deals.Dropped);
        var snapshot = _state.Snapshot(_epoch);
        _reports.Store(snapshot);
        _reports.Tell(new EpochCompleted(_epochsDone, _state.Steps, _epoch, _books.Statistics()));
        _reports.Evaluate(_epochsDone, snapshot);
    }

    private void Report()
    {
        if (Now - _reportedAt < _settings.StepReportInterval) return;
        _reportedAt = Now;
        _reports.Tell(new StepCompleted(_state.Steps, _deals.Progress.TotalsOf(_deals.Oldest.Epoch), _books.Statistics()));
    }

    private void Send(RelaxedDeal deal)
    {
        _books.Sent(deal.Worker.Number, Now);
        _workers[deal.Worker.Number].Tell(
            new ComputeGradient(_settings.Run, deal.Part.Minibatch, deal.Part.Part, deal.Version, deal.Parameters));
    }

    private void GiveBack(IReadOnlyList<NodeSum> sums)
    {
        for (var i = 0; i < sums.Count; i++) _buffers.GiveBack(sums[i].Gradient);
    }

    /// <summary>Ends once everything that was asked for is answered.</summary>
    private void End()
    {
        var (end, why) = _ending!.Value;
        var isStoreThere = end is not (TrainingEnd.StoreFailed or TrainingEnd.Failed);
        if (isStoreThere && !_reports.HaveStored(_state.Steps)) _reports.Store(_state.Snapshot(_epoch));
        if (_reports.AreAwaited) return;
        _reports.Tell(new TrainingEnded(end, why, _state.Snapshot(_epoch), _books.Statistics()));
        Timers.CancelAll();
        Become(static _ => true); // whatever still comes is late
    }

    private void Lost(WorkerId worker)
    {
        _books.Lost();
        _reports.Tell(new WorkerLost(worker));
    }
}

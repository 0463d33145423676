using ActorBackprop.Actors;
using ActorBackprop.Actors.InProcess;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Proxies;
using ActorBackprop.Cluster.Wire;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using Akka.Actor;
using Akka.Event;

namespace ActorBackprop.Cluster.Joining;

/// <summary>
/// A worker process's side of joining: asks the gate until it answers, prepares what it offers, opens the wire, starts the
/// workers. Ends the process when the training is over, when it is refused, and when the leader is gone.
/// </summary>
internal sealed class Recruit : UntypedActor, IWithTimers
{
    private static readonly TimeSpan AskInterval = TimeSpan.FromMilliseconds(200);

    private readonly RecruitSettings _settings;
    private readonly Action<WorkerOutcome> _ended;
    private readonly ActorSelection _gate;
    private readonly TimeSpan _since = Context.System.Scheduler.MonotonicClock;
    private IActorRef? _leader;
    private Preparation? _preparation;
    private WorkerWire? _wire;
    private WorkerLink? _link;
    private bool _isOver;

    /// <param name="settings">Where to and with what.</param>
    /// <param name="ended">Told once, how it ended.</param>
    public Recruit(RecruitSettings settings, Action<WorkerOutcome> ended)
    {
        (_settings, _ended) = (settings, ended);
        _gate = Context.ActorSelection($"{settings.Leader}/user/gate");
    }

    /// <summary>To this actor: leave, of our own wish.</summary>
    public sealed record Leave;

    private sealed record Prepared(JoinOffer Offer, Preparation Preparation, WorkerWire Wire);

    private sealed record Connected(JoinAccepted Accepted, Stream Stream);

    private sealed record Failed(WorkerOutcome Outcome);

    private sealed record LinkClosed(string Why);

    private sealed record AskAgain;

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(AskAgain), new AskAgain(), TimeSpan.Zero, AskInterval);

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _link?.Dispose();
        _wire?.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AskAgain:
                Ask();
                break;
            case JoinOffer offer when _leader is null:
                Timers.Cancel(nameof(AskAgain));
                _leader = Sender;
                Context.Watch(_leader);
                InBackground(() => Prepare(offer));
                break;
            case Prepared prepared:
                (_preparation, _wire) = (prepared.Preparation, prepared.Wire);
                _leader!.Tell(new JoinReady(_preparation.ConfigurationSha256, _preparation.DataSha256,
                    _preparation.Plan.Network.ToString()!, _wire.SharesMemory));
                break;
            case JoinAccepted accepted when _preparation is not null && _link is null:
                InBackground(() => new Connected(accepted, _wire!.Connect(accepted, _leader!, Context.System)));
                break;
            case Connected connected:
                Begin(connected);
                break;
            case JoinRefused refused:
                End(WorkerEnd.Refused, refused.Why);
                break;
            case TrainingIsOver over:
                End(WorkerEnd.Over, over.Why);
                break;
            case Leave:
                _link?.SendLeave();
                _leader?.Tell(new LeaveTraining());
                End(WorkerEnd.Left, "it was asked to");
                break;
            case Failed failed:
                End(failed.Outcome.End, failed.Outcome.Why);
                break;
            case LinkClosed closed:
                End(WorkerEnd.LeaderLost, $"the leader is gone: {closed.Why}");
                break;
            case Terminated:
                End(WorkerEnd.LeaderLost, "the leader is gone");
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Ask()
    {
        if (Context.System.Scheduler.MonotonicClock - _since < _settings.Patience)
            _gate.Tell(new JoinRequest(GateSettings.Protocol, _settings.Build, _settings.Token, Environment.ProcessId, _settings.Workers));
        else End(WorkerEnd.LeaderLost, $"there is no leader at {_settings.Leader.Host}:{_settings.Leader.Port}, or it does not answer");
    }

    private Prepared Prepare(JoinOffer offer)
    {
        var preparation = _settings.Prepare(offer);
        return new Prepared(offer, preparation, new WorkerWire(new WireContract(offer.Run, preparation.Plan), offer.Memory, _settings.Security));
    }

    private void Begin(Connected connected)
    {
        var (plan, data, accepted) = (_preparation!.Plan, _preparation.Data, connected.Accepted);
        var (self, here) = (Self, new WorkersHere());
        var link = _link = _wire!.Link(connected.Stream, accepted);
        var buffers = new GradientBuffers(plan.Network.ParameterLength);
        var order = new SampleOrder(plan.Seed, plan.Samples);
        var incarnations = new Incarnations(accepted.Workers.ToDictionary(place => place.Number, place => place.Incarnation));
        var server = Context.ActorOf(Props.Create(typeof(ServerProxy), link, here).WithDispatcher(InProcessHost.TrainingDispatcher), "parameter-server");
        link.Start(new WorkerLinkEvents
        {
            Compute = (number, work) => here[number].Tell(work, server),
            Closed = why => self.Tell(new LinkClosed(why)),
        });
        var workers = accepted.Workers.Select(place => Props.Create(typeof(Worker), place.Number, incarnations, server,
                new LentComputation(lent => new PartGradient(plan.Network, data, order, lent, plan.Microbatch), buffers))
            .WithDispatcher(InProcessHost.TrainingDispatcher)).ToArray();
        Context.ActorOf(Props.Create(typeof(WorkerTeam), InProcessHost.MostRestarts, workers), "workers");
    }

    private void InBackground(Func<object> work)
    {
        var self = Self;
        Task.Run(() =>
        {
            try
            {
                self.Tell(work());
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                self.Tell(new Failed(new WorkerOutcome(WorkerEnd.Refused, failure.Message)));
            }
        });
    }

    private void End(WorkerEnd end, string why)
    {
        if (_isOver) return;
        _isOver = true;
        Timers.CancelAll();
        Context.GetLogger().Info("Worker process ends: {0}, {1}", end, why);
        _ended(new WorkerOutcome(end, why));
    }
}

using ActorBackprop.Actors;
using ActorBackprop.Actors.InProcess;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Proxies;
using ActorBackprop.Cluster.Remoting;
using ActorBackprop.Cluster.Wire;
using ActorBackprop.Cluster.Wire.Chunks;
using ActorBackprop.Cluster.Wire.SharedMemory;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.Remote;

namespace ActorBackprop.Cluster.Joining;

/// <summary>
/// A worker process's side of joining: asks the gate until it answers, prepares what it offers, opens the wire and starts the
/// workers. Ends the process when the training is over, when it is refused, and when the leader is gone.
/// </summary>
internal sealed class Recruit : UntypedActor, IWithTimers
{
    private static readonly TimeSpan AskInterval = TimeSpan.FromMilliseconds(200), TimeToBeTold = TimeSpan.FromSeconds(1);

    private readonly RecruitSettings _settings;
    private readonly Action<WorkerOutcome> _ended;
    private readonly ActorSelection _gate;
    private readonly TimeSpan _since = Context.System.Scheduler.MonotonicClock;
    private IActorRef? _leader;
    private JoinOffer? _offer;
    private Preparation? _preparation;
    private JoinAccepted? _accepted;
    private ChunkStream? _chunks;
    private WorkerLink? _link;
    private string _why = "it does not answer";
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

    private sealed record Connected(Stream? Stream, string Why);

    private sealed record Failed(WorkerOutcome Outcome);

    private sealed record LinkClosed(string Why);

    private sealed record GiveUp(string Why);

    private sealed record AskAgain;

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var news in new[] { typeof(NotReached), typeof(ThisActorSystemQuarantinedEvent) }) Context.System.EventStream.Subscribe(Self, news);
        Timers.StartPeriodicTimer(nameof(AskAgain), new AskAgain(), TimeSpan.Zero, AskInterval);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _link?.Dispose();
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
                _offer = offer;
                InBackground(() => _settings.Prepare(offer));
                break;
            case Preparation preparation:
                _preparation = preparation;
                _leader!.Tell(new JoinReady(preparation.ConfigurationSha256, preparation.DataSha256, preparation.Plan.Network.ToString()!));
                break;
            case JoinAccepted accepted when _preparation is not null && _accepted is null:
                _accepted = accepted;
                InBackground(() => Connect(accepted));
                break;
            case Connected { Stream: { } stream }:
                Begin(stream);
                break;
            case Connected connected:
                _chunks = WorkerWire.OverAkka(Context);
                _leader!.Tell(new OpenChunks(ClusterSystem.PathOf(Context.System, _chunks.Endpoint), connected.Why));
                break;
            case ChunksOpened opened when _chunks is not null && _link is null:
                _chunks.Connect(ClusterSystem.Resolve(Context.System, opened.Endpoint));
                Begin(_chunks);
                break;
            default:
                OnEnd(message);
                break;
        }
    }

    /// <summary>What ends this process, or may.</summary>
    private void OnEnd(object message)
    {
        switch (message)
        {
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
            case NotReached { IsFinal: true } not when _leader is null:
                End(WorkerEnd.Refused, not.Why);
                break;
            case NotReached not:
                _why = not.Why;
                break;
            case ThisActorSystemQuarantinedEvent:
                GiveUpUnlessTold("the leader has given this process up: it did not answer");
                break;
            case LinkClosed closed:
                GiveUpUnlessTold($"the leader is gone: {closed.Why}");
                break;
            case Terminated:
                GiveUpUnlessTold("the leader is gone");
                break;
            case GiveUp gone:
                End(WorkerEnd.LeaderLost, gone.Why);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private Connected Connect(JoinAccepted accepted)
    {
        var (stream, why) = WorkerWire.TryConnect(_settings.Leader, accepted, _settings.Tls);
        return new Connected(stream, why);
    }

    private void Ask()
    {
        if (Context.System.Scheduler.MonotonicClock - _since < _settings.Patience)
            _gate.Tell(new JoinRequest(GateSettings.Protocol, _settings.Build, Environment.ProcessId, _settings.Workers, _settings.Child));
        else End(WorkerEnd.LeaderLost, _why);
    }

    /// <summary>
    /// The workers, their side of the wire, and who stands for the server. A part comes only after its worker has registered,
    /// that is when all of it is there.
    /// </summary>
    private void Begin(Stream stream)
    {
        var (plan, data, places) = (_preparation!.Plan, _preparation.Data, _accepted!.Workers);
        var (self, here, buffers) = (Self, new WorkersHere(), new GradientBuffers(plan.Network.ParameterLength));
        var cancels = _offer!.CancelsParts;
        var residuals = plan.HasResiduals ? new Residuals(plan) : null; // the leader's, as far as this process is sent them
        IActorRef server = ActorRefs.Nobody;
        _link = WorkerWire.Link(stream, new WireContract(_offer.Run, plan), buffers, new WorkerCallbacks(
            Compute: (number, work) =>
            {
                // More than one worker are to compute at the same time; one whose parts may be cancelled, while this thread reads.
                if (places.Count == 1 && !cancels) WireDispatcher.RunHere();
                here[number].Tell(work, server);
            },
            Cancel: (number, cancel) => here[number].Tell(cancel, server),
            Closed: why => self.Tell(new LinkClosed(why))), residuals);
        server = new ServerProxy(Self.Path / "parameter-server", ((ExtendedActorSystem)Context.System).Provider, _link, here);
        var incarnations = new Incarnations(places.ToDictionary(place => place.Number, place => place.Incarnation));
        var gradients = new PartGradients(plan, data);
        var workers = places.Select(place =>
        {
            var lent = new LentBuffers(buffers);
            var compression = GradientCompression.Create(plan, residuals, keepsBytes: true);
            var inline = new LentComputation(gradients.Create(lent), compression, lent, work => _link.SendCancelled(place.Number, work));
            IGradientComputation computation = cancels ? InProcessHost.Cancellable(Context, place.Number, inline) : inline;
            var dispatcher = cancels ? Dispatchers.DefaultDispatcherId : InProcessHost.TrainingDispatcher;
            return Props.Create<Worker>(place.Number, incarnations, server, computation).WithDispatcher(dispatcher);
        }).ToArray();
        Context.ActorOf(Props.Create<WorkerTeam>(InProcessHost.MostRestarts, workers), "workers");
    }

    // Two connections end at the same time; the word that the training is over may come by the slower one.
    private void GiveUpUnlessTold(string why) => Timers.StartSingleTimer(nameof(GiveUp), new GiveUp(why), TimeToBeTold);

    private void InBackground(Func<object> work) =>
        Task.Run(work).PipeTo(Self, failure: static failure => new Failed(new WorkerOutcome(WorkerEnd.Refused, failure.Message)));

    private void End(WorkerEnd end, string why)
    {
        if (_isOver) return;
        _isOver = true;
        Timers.CancelAll();
        Context.GetLogger().Info("Worker process ends: {0}, {1}", end, why);
        _ended(new WorkerOutcome(end, why));
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Net;
using ActorBackprop.Actors;
using ActorBackprop.Actors.InProcess;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.RemoteActors;
using ActorBackprop.Cluster.Remoting;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Cluster.Transport.Chunks;
using ActorBackprop.Cluster.Transport.SharedMemory;
using ActorBackprop.Cluster.Transport.Tcp;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.Remote;

namespace ActorBackprop.Cluster.Membership;

/// <summary>
/// The worker process's side of joining: asks the gate until it answers, prepares the training that the gate offers, opens the wire and
/// starts the workers. Ends the process when the training is over, when the gate refuses it, and when the leader is lost.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "PostStop disposes the link, and the link its stream")]
internal sealed class Joiner : UntypedActor, IWithTimers
{
    private static readonly TimeSpan AskInterval = TimeSpan.FromMilliseconds(200), TimeToBeTold = TimeSpan.FromSeconds(1);

    private readonly JoinSettings _settings;
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

    /// <summary>Creates the actor.</summary>
    /// <param name="settings">The leader, and what the process offers it.</param>
    /// <param name="ended">Called once, with how the process ended.</param>
    public Joiner(JoinSettings settings, Action<WorkerOutcome> ended)
    {
        (_settings, _ended) = (settings, ended);
        _gate = Context.ActorSelection($"{settings.Leader}/user/gate");
    }

    /// <summary>Asks this actor to leave the training in order.</summary>
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
        Context.System.EventStream.Subscribe(Self, typeof(ConnectionFailed));
        Context.System.EventStream.Subscribe(Self, typeof(ThisActorSystemQuarantinedEvent));
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
                _chunks = new ChunkStream(Context);
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

    /// <summary>Handles the messages that end this process, or may end it.</summary>
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
            case ConnectionFailed { End: { } end } failed when _leader is null:
                End(end, failed.Why);
                break;
            case ConnectionFailed failed:
                _why = failed.Why;
                break;
            case ThisActorSystemQuarantinedEvent:
                GiveUpUnlessTold("the leader has removed this process, which did not answer");
                break;
            case LinkClosed closed:
                GiveUpUnlessTold($"the leader is gone: {closed.Why}");
                break;
            case Terminated:
                GiveUpUnlessTold("the leader is gone");
                break;
            case GiveUp giveUp:
                End(WorkerEnd.LeaderLost, giveUp.Why);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Connects to the port for gradients. Without a stream, gradients go through Akka.Remote.</summary>
    /// <exception cref="IOException">The port cannot be reached, and no other wire is allowed.</exception>
    private Connected Connect(JoinAccepted accepted)
    {
        if (accepted.Wire == WireKind.Akka) return new Connected(null, "");
        try
        {
            var port = new IPEndPoint(IPAddress.Parse(_settings.Leader.Host), accepted.Port);
            return new Connected(WireConnector.Connect(port, Convert.FromHexString(accepted.Key), _settings.Tls), "");
        }
        catch (IOException cause) when (accepted.Wire is null)
        {
            return new Connected(null, cause.Message.TrimEnd('.')); // the connection that reached the gate can carry gradients, too
        }
    }

    private void Ask()
    {
        if (Context.System.Scheduler.MonotonicClock - _since < _settings.Patience)
            _gate.Tell(new JoinRequest(GateSettings.Protocol, _settings.Build, Environment.ProcessId, _settings.Workers, _settings.Child));
        else End(WorkerEnd.LeaderLost, _why);
    }

    /// <summary>
    /// Starts the workers, this end of the wire and the server's proxy. A part arrives only after its worker has registered, when all of
    /// these exist.
    /// </summary>
    private void Begin(Stream stream)
    {
        var (plan, data, places) = (_preparation!.Plan, _preparation.Data, _accepted!.Workers);
        var (self, here, buffers) = (Self, new LocalWorkers(), new GradientBuffers(plan.Network.ParameterLength));
        var cancels = _offer!.CancelsParts;
        var residuals = plan.HasResiduals ? new Residuals(plan) : null; // filled by the leader with each part
        IActorRef server = ActorRefs.Nobody;
        _link = new WorkerLink(stream, new WireContract(_offer.Run, plan), buffers, new WorkerCallbacks(
            Compute: (number, work) =>
            {
                // Several workers compute at the same time, and parts that may be cancelled while this thread reads.
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
        Context.ActorOf(Props.Create<WorkerTeam>(InProcessHost.MaxRestarts, workers), "workers");
    }

    // Two connections end at the same time; the message that the training is over may arrive through the slower one.
    private void GiveUpUnlessTold(string why) => Timers.StartSingleTimer(nameof(GiveUp), new GiveUp(why), TimeToBeTold);

    private void InBackground(Func<object> work) =>
        Task.Run(work).PipeTo(Self, failure: static failure => new Failed(new WorkerOutcome(WorkerEnd.Refused, failure.Message)));

    private void End(WorkerEnd end, string why)
    {
        if (_isOver) return;
        _isOver = true;
        Timers.CancelAll();
        Context.GetLogger().Info("Worker process ends: {0}, {1}", end, why);
        _ended(new WorkerOutcome(end, why, HasMetLeader: _leader is not null));
    }
}

using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.RemoteActors;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Cluster.Transport.Chunks;
using ActorBackprop.Cluster.Transport.SharedMemory;
using Akka.Actor;
using Akka.Remote;

namespace ActorBackprop.Cluster.Membership;

/// <summary>A worker process that asks to join.</summary>
/// <param name="Actor">The actor that asks.</param>
/// <param name="Identity">The identity of the process.</param>
/// <param name="Workers">The number of its workers.</param>
/// <param name="IsLocal">Whether it runs on the leader's machine.</param>
internal sealed record MemberProcess(IActorRef Actor, ProcessIdentity Identity, int Workers, bool IsLocal);

/// <summary>
/// Represents one worker process at the gate, from its request to its loss. The states in order: offered, accepted (waiting for its wire),
/// sharing (waiting for its answer about shared memory), joined, over. When this actor stops, for any reason, the process is lost: its
/// proxies stop, so the server reassigns its parts; its wire closes; its numbers become free.
/// </summary>
internal sealed class Member(MemberProcess process, GateSettings settings, IActorRef server, LeaderWire wire, WorkerNumbers numbers)
    : UntypedActor, IWithUnboundedStash
{
    private readonly Dictionary<int, WorkerProxy> _proxies = []; // by number; complete before the wire's thread reads them
    private IReadOnlyList<WorkerId> _workers = [];
    private string? _key;
    private LeaderLink? _link;
    private LinkMemory? _memory;
    private WireKind _kind;
    private string _whyDegraded = ""; // the reason why no faster wire is used, as a clause; empty if it need not be reported
    private string _why = "its actor at the leader has failed; the log says why";
    private bool _isGraceful, _isOver;

    /// <summary>From the listener: the process has opened a stream with its key.</summary>
    internal sealed record StreamOpened(Stream Stream);

    /// <summary>From the wire: a worker of the process registers.</summary>
    internal sealed record WorkerRegistered(RegisterWorker Register);

    /// <summary>From the wire: the process has mapped the shared memory, or states why it cannot.</summary>
    internal sealed record MemoryAnswered(string WhyNotMapped);

    /// <summary>From the wire: the wire is closed.</summary>
    internal sealed record WireClosed(string Why, bool IsGraceful);

    /// <summary>Set by Akka.</summary>
    public IStash Stash { get; set; } = null!;

    private IReadOnlyList<int> Numbers => [.. _workers.Select(worker => worker.Number)];

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.Watch(process.Actor);
        Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
        Offer();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        foreach (var proxy in _proxies.Values) proxy.Stop();
        _link?.Dispose();
        _memory?.Dispose();
        if (_key is not null) wire.Revoke(_key);
        numbers.Free(_workers);
        if (_workers.Count > 0 && !_isOver) Context.Parent.Tell(new ProcessLost(process.Identity, Numbers, _why, _isGraceful));
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message) // offered
    {
        switch (message)
        {
            case JoinRequest: // the process has not received the offer yet
                Offer();
                break;
            case JoinReady ready when IsFromProcess:
                OnReady(ready);
                break;
            default:
                OnEnd(message);
                break;
        }
    }

    private void Accepted(object message)
    {
        switch (message)
        {
            case StreamOpened opened:
                Open(opened.Stream);
                break;
            case OpenChunks open when IsFromProcess:
                OnOpenChunks(open);
                break;
            default:
                OnEnd(message);
                break;
        }
    }

    private void Sharing(object message)
    {
        switch (message)
        {
            case MemoryAnswered { WhyNotMapped: "" }:
                _kind = WireKind.Shared;
                Join();
                break;
            case MemoryAnswered answered:
                _whyDegraded = $"it cannot use the leader's memory: {answered.WhyNotMapped.TrimEnd('.')}";
                Join();
                break;
            case WorkerRegistered when Stash.Count < process.Workers: // a worker registers again every second
                Stash.Stash();
                break;
            default:
                OnEnd(message);
                break;
        }
    }

    private void Joined(object message)
    {
        if (message is not WorkerRegistered(var register)) OnEnd(message);
        else if (_proxies.TryGetValue(register.Worker.Number, out var proxy))
        {
            numbers.Seen(register.Worker);
            server.Tell(register, proxy);
        }
    }

    /// <summary>Handles the messages that can end the membership in every state.</summary>
    private void OnEnd(object message)
    {
        switch (message)
        {
            case LeaveTraining when IsFromProcess:
                Stop("it left", isGraceful: true);
                break;
            case WireClosed closed:
                Stop(closed.Why, closed.IsGraceful);
                break;
            case Gate.ProcessEnded ended when process.Identity == ProcessIdentity.Child(ended.Process):
                Stop(ended.Why);
                break;
            case Terminated terminated:
                Stop(terminated.AddressTerminated ? "it does not answer" : "it has stopped");
                break;
            case DisassociatedEvent gone when gone.RemoteAddress == process.Actor.Path.Address:
                Stop("its connection is gone");
                break;
            case StreamOpened late:
                late.Stream.Dispose();
                break;
            case Gate.Close close:
                process.Actor.Tell(new TrainingIsOver(close.Why));
                _isOver = true;
                Become(rest => Over(rest, close));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Over(object message, Gate.Close close)
    {
        if (message is JoinReady && IsFromProcess) process.Actor.Tell(new TrainingIsOver(close.Why));
        else OnEnd(message);
    }

    private bool IsFromProcess => Sender.Equals(process.Actor);

    private void Offer() => process.Actor.Tell(new JoinOffer(settings.Contract.Run, settings.Configuration, settings.CancelsParts), Self);

    private void OnReady(JoinReady ready)
    {
        var why = settings.RejectionReason(ready) ?? WhyNotSharing();
        if (why is null && numbers.TryTake(process.Workers) is { } workers) _workers = workers;
        else
        {
            why ??= $"there are {numbers.Count} workers, and {settings.MaxWorkers} is the maximum";
            Context.Parent.Tell(new Gate.Refuse(process.Actor, why));
            Context.Stop(Self);
            return;
        }
        var self = Self;
        _key = wire.Issue(stream => self.Tell(new StreamOpened(stream)));
        process.Actor.Tell(new JoinAccepted(_workers, wire.Forced, wire.Port, _key));
        Become(Accepted);
    }

    private string? WhyNotSharing() => wire.Forced == WireKind.Shared && !process.IsLocal
        ? $"the leader's machine is {ClusterSystem.AddressOf(Context.System).Host}, the worker's {process.Actor.Path.Address.Host}, and "
            + "they can share no memory, which this training's wire needs"
        : null;

    private void OnOpenChunks(OpenChunks open)
    {
        if (wire.Forced is not (null or WireKind.Akka)) return; // the process knows this
        if (!ActorPath.TryParse(open.Endpoint, out var path) || path.Address != process.Actor.Path.Address) return; // not an actor of this process
        var stream = new ChunkStream(Context);
        stream.Connect(ClusterSystem.Resolve(Context.System, open.Endpoint));
        process.Actor.Tell(new ChunksOpened(ClusterSystem.PathOf(Context.System, stream.Endpoint)));
        _whyDegraded = open.Why;
        Open(stream);
    }

    private void Open(Stream stream)
    {
        var (self, to) = (Self, server);
        if (process.IsLocal && stream is not ChunkStream) (_memory, _whyDegraded) = wire.Share(process.Workers);
        _kind = stream is ChunkStream ? WireKind.Akka : WireKind.Tcp;
        // Callbacks before this method returns wait in this actor's mailbox, except gradients; but no part has been sent yet.
        _link = wire.Link(stream, _memory, new LeaderCallbacks(
            Registered: register => self.Tell(new WorkerRegistered(register)),
            Computed: gradient =>
            {
                WireDispatcher.RunHere();
                if (_proxies.TryGetValue(gradient.Worker.Number, out var proxy)) to.Tell(gradient, proxy);
            },
            Shared: why => self.Tell(new MemoryAnswered(why)),
            Left: () => self.Tell(new WireClosed("it left", IsGraceful: true)),
            Closed: why => self.Tell(new WireClosed(why, IsGraceful: false))));
        foreach (var worker in _workers)
            _proxies[worker.Number] = new WorkerProxy(Self.Path / $"worker-{worker.Number}-{worker.Incarnation}",
                ((ExtendedActorSystem)Context.System).Provider, worker.Number, _link);
        if (_memory is null) Join();
        else Become(Sharing);
    }

    private void Join()
    {
        if (wire.Forced is { } forced && forced != _kind)
        {
            var why = $"the wire must be {Name(forced)}, but this one is {Name(_kind)}" + (_whyDegraded.Length > 0 ? $": {_whyDegraded}" : "");
            process.Actor.Tell(new JoinRefused(why));
            if (wire.WhyForcedFails is not null) server.Tell(new GiveUpTraining(why));
            Stop(why, isGraceful: true); // the process ends by itself, with that reason
            return;
        }
        Context.Parent.Tell(new ProcessJoined(process.Identity, Numbers, Name(_kind)));
        if (_whyDegraded.Length > 0) Context.Parent.Tell(new WireDegraded(process.Identity.Id, Name(_kind), _whyDegraded));
        Become(Joined);
        Stash.UnstashAll();
    }

    private void Stop(string why, bool isGraceful = false)
    {
        (_why, _isGraceful) = (why, isGraceful);
        Context.Stop(Self);
    }

    private static string Name(WireKind wire) => wire.ToString().ToLowerInvariant();
}

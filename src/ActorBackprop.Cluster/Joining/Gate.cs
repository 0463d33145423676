using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Proxies;
using ActorBackprop.Cluster.Wire;
using ActorBackprop.Cluster.Wire.Chunks;
using ActorBackprop.Cluster.Wire.Tcp;
using Akka.Actor;
using Akka.Remote;

namespace ActorBackprop.Cluster.Joining;

/// <summary>
/// The leader's side of joining: looks at who comes, gives places, opens the wire, puts a <see cref="WorkerProxy"/> in each
/// worker's place, and takes all of a process's away at the first sign that it is gone. Who has which place is up to
/// <see cref="Crew"/>, who is welcome to <see cref="GateSettings"/>.
/// </summary>
public sealed partial class Gate : UntypedActor
{
    private readonly GateSettings _settings;
    private readonly IActorRef _server;
    private readonly LeaderWire _wire;
    private readonly List<IActorRef> _observers;
    private readonly Crew _crew;
    private readonly Dictionary<IActorRef, Member> _members = []; // by who joined, and is watched
    private readonly Dictionary<string, int> _children = []; // process ids by the key that proves them
    private readonly Refusals _refused;
    private string? _over;
    private Action? _left;

    /// <summary>A gate.</summary>
    /// <param name="settings">Who is welcome.</param>
    /// <param name="server">The parameter server.</param>
    /// <param name="wire">How gradients will travel.</param>
    /// <param name="observers">Told who comes and goes.</param>
    public Gate(GateSettings settings, IActorRef server, LeaderWire wire, IReadOnlyList<IActorRef> observers)
    {
        (_settings, _server, _wire, _observers) = (settings, server, wire, [.. observers]);
        (_crew, _refused) = (new Crew(settings.MostWorkers), new Refusals((address, why) => Tell(new ProcessRefused(address, why))));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        foreach (var member in _members.Values)
        {
            foreach (var proxy in member.Proxies.Values) proxy.Stop(); // else the server would wait for workers that cannot be reached
            member.Link?.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case JoinRequest request:
                OnRequest(request);
                break;
            case JoinReady ready:
                OnReady(ready);
                break;
            case StreamOpened opened:
                Open(opened.Member, opened.Stream);
                break;
            case OpenChunks open:
                OnOpenChunks(open);
                break;
            case MemoryAnswered answered:
                OnMemoryAnswered(answered.Member, answered.WhyNotMapped);
                break;
            case WorkerSeen seen:
                OnWorkerSeen(seen.Member, seen.Register);
                break;
            case LeaveTraining when _members.TryGetValue(Sender, out var leaving):
                Lose(leaving, "it left", isWished: true);
                break;
            case WireClosed closed:
                Lose(closed.Member, closed.Why, closed.IsWished);
                break;
            case ChildStarted started:
                _children[started.Key] = started.Process;
                break;
            case ProcessEnded ended:
                foreach (var (key, process) in _children)
                    if (process == ended.Process) _children.Remove(key);
                LoseAll(member => member.Process == ProcessIdentity.Child(ended.Process), ended.Why);
                break;
            case Terminated terminated: // this process's own observation, and no other's
                LoseAll(member => member.Recruit.Equals(terminated.ActorRef),
                    terminated.AddressTerminated ? "it does not answer" : "it has stopped");
                break;
            case DisassociatedEvent disassociated:
                LoseAll(member => member.Address == disassociated.RemoteAddress, "its connection is gone");
                break;
            case Observe observe:
                _observers.Add(observe.Observer);
                break;
            case Close close:
                (_over, _left) = (close.Why, close.Left);
                foreach (var member in _members.Values) member.Recruit.Tell(new TrainingIsOver(close.Why));
                TellIfAllHaveLeft();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnRequest(JoinRequest request)
    {
        if (_over is not null) Sender.Tell(new TrainingIsOver(_over));
        else if (_members.TryGetValue(Sender, out var known) && known.Places is not null) return; // it is in, whatever is said in its name
        else if (_settings.Refuse(request) is { } why) Refuse(why);
        else
        {
            var process = IdentityOf(request);
            _members[Sender] = new Member(Sender, process, request.Workers, process.IsChild || IsLocal(Sender.Path.Address));
            Context.Watch(Sender);
            Sender.Tell(new JoinOffer(_settings.Contract.Run, _settings.Configuration, _settings.CancelsParts));
        }
    }

    /// <summary>Its own word is not enough: a process of another machine, or of a container, may have the number of a child.</summary>
    private ProcessIdentity IdentityOf(JoinRequest request) => request.Child is { } key && _children.TryGetValue(key, out var process)
        ? ProcessIdentity.Child(process)
        : new ProcessIdentity(request.Process, Sender.Path.Address.ToString());

    private void OnReady(JoinReady ready)
    {
        if (!_members.TryGetValue(Sender, out var member) || member.Places is not null) return; // it never asked, or asks twice
        if (_over is not null)
        {
            Sender.Tell(new TrainingIsOver(_over));
            return;
        }
        if ((_settings.Refuse(ready) ?? RefuseToShare(member)) is { } why)
        {
            Refuse(why);
            return;
        }
        if (_crew.TryTake(member.Workers) is not { } places)
        {
            Refuse($"there are {_crew.Count} workers, and {_settings.MostWorkers} are all there may be");
            return;
        }
        member.Places = places;
        var self = Self;
        member.Key = _wire.Issue(stream => self.Tell(new StreamOpened(member, stream)));
        Sender.Tell(new JoinAccepted(places, _wire.Forced, _wire.Port, member.Key));
    }

    private string? RefuseToShare(Member member) => _wire.Forced == WireKind.Shared && !member.IsLocal
        ? $"the leader's machine is {ClusterSystem.AddressOf(Context.System).Host}, the worker's {member.Address.Host}, and "
            + "they can share no memory; leave out --wire shared there"
        : null;

    private void Refuse(string why)
    {
        Sender.Tell(new JoinRefused(why));
        if (_members.Remove(Sender)) Context.Unwatch(Sender);
        _refused.Tell(Sender.Path.Address.ToString(), why);
    }

    private void OnOpenChunks(OpenChunks open)
    {
        if (!_members.TryGetValue(Sender, out var member) || member.Places is null || member.Link is not null) return;
        if (_wire.Forced is not (null or WireKind.Akka)) return; // whoever asks was told so
        if (!ActorPath.TryParse(open.Endpoint, out var path) || path.Address != member.Address) return; // nobody speaks for others
        var stream = new ChunkStream(Context);
        stream.Connect(ClusterSystem.Resolve(Context.System, open.Endpoint));
        Sender.Tell(new ChunksOpened(ClusterSystem.PathOf(Context.System, stream.Endpoint)));
        member.WhyDegraded = open.Why;
        Open(member, stream);
    }

    private void Open(Member member, Stream stream)
    {
        if (!_members.ContainsKey(member.Recruit) || member.Link is not null)
        {
            stream.Dispose();
            return;
        }
        var (self, server) = (Self, _server);
        if (member.IsLocal && stream is not ChunkStream) (member.Memory, member.WhyDegraded) = _wire.Share(member.Workers);
        member.Wire = stream is ChunkStream ? WireKind.Akka : WireKind.Tcp;
        // What comes before this method has ended waits in this actor's mailbox, but for gradients: and nothing is asked yet.
        var link = member.Link = _wire.Link(stream, member.Memory, new LeaderCallbacks(
            Registered: register => self.Tell(new WorkerSeen(member, register)),
            Computed: gradient =>
            {
                WireDispatcher.RunHere();
                if (member.Proxies.TryGetValue(gradient.Worker.Number, out var proxy)) server.Tell(gradient, proxy);
            },
            Shared: why => self.Tell(new MemoryAnswered(member, why)),
            Left: () => self.Tell(new WireClosed(member, "it left", IsWished: true)),
            Closed: why => self.Tell(new WireClosed(member, why, IsWished: false))));
        foreach (var place in member.Places!)
            member.Proxies[place.Number] = new WorkerProxy(Self.Path / $"worker-{place.Number}-{place.Incarnation}",
                ((ExtendedActorSystem)Context.System).Provider, place.Number, link);
        if (member.Memory is null) Joined(member);
    }

    private void OnMemoryAnswered(Member member, string whyNotMapped)
    {
        if (!_members.ContainsKey(member.Recruit) || member.HasJoined) return;
        if (whyNotMapped.Length == 0) member.Wire = WireKind.Shared;
        else member.WhyDegraded = $"it cannot use the leader's memory: {whyNotMapped.TrimEnd('.')}";
        Joined(member);
    }

    private void Joined(Member member)
    {
        if (_wire.Forced is { } forced && forced != member.Wire)
        {
            var why = $"the wire has to be {Name(forced)}, and this one is {Name(member.Wire)}"
                + (member.WhyDegraded.Length > 0 ? $": {member.WhyDegraded}" : "");
            member.Recruit.Tell(new JoinRefused(why));
            if (_wire.WhyForcedFails is not null) _server.Tell(new GiveUpTraining(why));
            Lose(member, why, isWished: true); // it ends by itself, with that sentence
            return;
        }
        Tell(new ProcessJoined(member.Process, member.Numbers, Name(member.Wire)));
        if (member.WhyDegraded.Length > 0) Tell(new WireDegraded(member.Process.Id, Name(member.Wire), member.WhyDegraded));
        foreach (var register in member.Registered) Register(member, register);
        member.Registered.Clear();
        member.HasJoined = true;
    }

    private void OnWorkerSeen(Member member, RegisterWorker register)
    {
        if (!_members.ContainsKey(member.Recruit)) return;
        if (member.HasJoined) Register(member, register);
        else if (member.Registered.Count < member.Workers) member.Registered.Add(register); // it says so again, every second
    }

    private void Register(Member member, RegisterWorker register)
    {
        if (!member.Proxies.TryGetValue(register.Worker.Number, out var proxy)) return;
        _crew.Seen(register.Worker);
        _server.Tell(register, proxy);
    }

    private static string Name(WireKind wire) => wire.ToString().ToLowerInvariant();

    private void LoseAll(Func<Member, bool> which, string why) =>
        _members.Values.Where(which).ToList().ForEach(member => Lose(member, why, isWished: false));

    private void Lose(Member member, string why, bool isWished)
    {
        if (!_members.Remove(member.Recruit)) return;
        Context.Unwatch(member.Recruit);
        foreach (var proxy in member.Proxies.Values) proxy.Stop();
        member.Link?.Dispose();
        if (member.Memory is { } memory) _wire.Forget(memory);
        if (member.Key is { } key) _wire.Revoke(key);
        TellIfAllHaveLeft();
        if (member.Places is null) return;
        _crew.Free(member.Places);
        if (_over is not null) return;
        Tell(new ProcessLost(member.Process, member.Numbers, why, isWished));
    }

    private void TellIfAllHaveLeft()
    {
        if (_members.Count > 0) return;
        _left?.Invoke();
        _left = null;
    }

    private static bool IsLocal(Address address) => address.Host == ClusterSystem.AddressOf(Context.System).Host;

    private void Tell(object fact) => _observers.ForEach(observer => observer.Tell(fact));
}

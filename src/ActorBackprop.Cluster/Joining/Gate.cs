using ActorBackprop.Cluster.Proxies;
using ActorBackprop.Cluster.Wire;
using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;

namespace ActorBackprop.Cluster.Joining;

/// <summary>
/// The leader's side of joining: looks at who comes, gives places, opens the wire, puts a <see cref="WorkerProxy"/> in each
/// worker's place, and takes all of a process's away at the first sign that it is gone. Who has which place is up to
/// <see cref="Crew"/>, who is welcome to <see cref="GateSettings"/>.
/// </summary>
public sealed class Gate : UntypedActor
{
    private readonly GateSettings _settings;
    private readonly IActorRef _server;
    private readonly LeaderWire _wire;
    private readonly List<IActorRef> _observers;
    private readonly Crew _crew;
    private readonly Dictionary<IActorRef, Member> _members = []; // by who joined, and is watched
    private string? _over;

    /// <summary>A gate.</summary>
    /// <param name="settings">Who is welcome.</param>
    /// <param name="server">The parameter server.</param>
    /// <param name="wire">How gradients will travel.</param>
    /// <param name="observers">Told who comes and goes.</param>
    public Gate(GateSettings settings, IActorRef server, LeaderWire wire, IReadOnlyList<IActorRef> observers)
    {
        (_settings, _server, _wire, _observers) = (settings, server, wire, [.. observers]);
        _crew = new Crew(settings.MostWorkers);
    }

    /// <summary>To the gate: a process's stream is open.</summary>
    internal sealed record StreamOpened(Member Member, Stream Stream);

    /// <summary>To the gate: a worker of a process says it is here.</summary>
    internal sealed record WorkerSeen(Actors.Protocol.WorkerId Worker);

    /// <summary>To the gate: a process is gone, as its wire shows.</summary>
    internal sealed record WireClosed(Member Member, string Why, bool IsWished);

    /// <summary>To the gate: a process of this machine has ended.</summary>
    /// <param name="Process">Its id.</param>
    /// <param name="Why">What it ended with.</param>
    public sealed record ProcessEnded(int Process, string Why);

    /// <summary>To the gate: tell this one of processes, too.</summary>
    /// <param name="Observer">Whom.</param>
    public sealed record Observe(IActorRef Observer);

    /// <summary>To the gate: the training is over; everybody may go.</summary>
    /// <param name="Why">How it ended.</param>
    public sealed record Close(string Why);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
        Akka.Cluster.Cluster.Get(Context.System).Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.UnreachableMember), typeof(ClusterEvent.MemberRemoved));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        foreach (var member in _members.Values) member.Link?.Dispose();
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
                Open(opened);
                break;
            case WorkerSeen seen:
                _crew.Seen(seen.Worker);
                break;
            case LeaveTraining when _members.TryGetValue(Sender, out var leaving):
                Lose(leaving, "it left", isWished: true);
                break;
            case WireClosed closed:
                Lose(closed.Member, closed.Why, closed.IsWished);
                break;
            case ProcessEnded ended:
                LoseAll(member => member.Process == ended.Process && member.IsLocal, ended.Why);
                break;
            case Terminated terminated:
                LoseAll(member => member.Recruit.Equals(terminated.ActorRef), "it has stopped");
                break;
            case DisassociatedEvent disassociated:
                LoseAll(member => member.Address == disassociated.RemoteAddress, "its connection is gone");
                break;
            case ClusterEvent.UnreachableMember unreachable:
                LoseAll(member => member.Address == unreachable.Member.Address, "it does not answer");
                break;
            case ClusterEvent.MemberRemoved removed:
                LoseAll(member => member.Address == removed.Member.Address, "it was removed");
                break;
            case Observe observe:
                _observers.Add(observe.Observer);
                break;
            case Close close:
                _over = close.Why;
                foreach (var member in _members.Values) member.Recruit.Tell(new TrainingIsOver(close.Why));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnRequest(JoinRequest request)
    {
        if (_over is not null) Sender.Tell(new TrainingIsOver(_over));
        else if (_settings.Refuse(request) is { } why) Refuse(why);
        else if (!_members.TryGetValue(Sender, out var member) || member.Places is null)
        {
            _members[Sender] = new Member(Sender, request.Process, request.Workers, IsLocal(Sender.Path.Address));
            Context.Watch(Sender);
            Sender.Tell(new JoinOffer(_settings.Contract.Run, _settings.Configuration, _settings.Network, _wire.Memory));
        }
    }

    private void OnReady(JoinReady ready)
    {
        if (!_members.TryGetValue(Sender, out var member) || member.Places is not null) return; // it never asked, or asks twice
        if ((_settings.Refuse(ready) ?? _wire.Refuse(_settings.Wire, ready.SharesMemory)) is { } why)
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
        Sender.Tell(_wire.Accept(
            member, _settings.Wire, ready.SharesMemory, Context, stream => self.Tell(new StreamOpened(member, stream))));
    }

    private void Refuse(string why)
    {
        Sender.Tell(new JoinRefused(why));
        if (_members.Remove(Sender)) Context.Unwatch(Sender);
        Tell(new ProcessRefused(Sender.Path.Address.ToString(), why));
    }

    /// <summary>The proxies are there before the first message of their workers is read.</summary>
    private void Open(StreamOpened opened)
    {
        var (member, stream) = (opened.Member, opened.Stream);
        if (!_members.ContainsKey(member.Recruit) || member.Link is not null)
        {
            stream.Dispose();
            return;
        }
        var (self, server) = (Self, _server);
        var link = member.Link = _wire.Link(member, stream);
        foreach (var place in member.Places!)
            member.Proxies[place.Number] = Context.ActorOf(Props.Create(typeof(WorkerProxy), place.Number, link)
                .WithDispatcher(Actors.InProcess.InProcessHost.TrainingDispatcher), $"worker-{place.Number}-{place.Incarnation}");
        Tell(new ProcessJoined(member.Process, member.Address.ToString(), member.Numbers, member.Wire.ToString().ToLowerInvariant()));
        link.Start(new LeaderLinkEvents
        {
            Registered = register =>
            {
                if (!member.Proxies.TryGetValue(register.Worker.Number, out var proxy)) return;
                self.Tell(new WorkerSeen(register.Worker));
                server.Tell(register, proxy);
            },
            Computed = gradient =>
            {
                if (member.Proxies.TryGetValue(gradient.Worker.Number, out var proxy)) server.Tell(gradient, proxy);
            },
            Left = () => self.Tell(new WireClosed(member, "it left", IsWished: true)),
            Closed = why => self.Tell(new WireClosed(member, why, IsWished: false)),
        });
    }

    private void LoseAll(Func<Member, bool> which, string why)
    {
        foreach (var member in _members.Values.Where(which).ToArray()) Lose(member, why, isWished: false);
    }

    private void Lose(Member member, string why, bool isWished)
    {
        if (!_members.Remove(member.Recruit)) return;
        Context.Unwatch(member.Recruit);
        foreach (var proxy in member.Proxies.Values) Context.Stop(proxy);
        member.Link?.Dispose();
        if (member.Places is null) return;
        _crew.Free(member.Places);
        _wire.Forget(member);
        if (_over is not null) return;
        Tell(new ProcessLost(member.Process, member.Numbers, why, isWished));
        if (!isWished) Akka.Cluster.Cluster.Get(Context.System).Down(member.Address); // nobody waits for it to come back
    }

    private bool IsLocal(Address address) =>
        address.Host == ((ExtendedActorSystem)Context.System).Provider.DefaultAddress.Host;

    private void Tell(object fact)
    {
        foreach (var observer in _observers) observer.Tell(fact);
    }
}

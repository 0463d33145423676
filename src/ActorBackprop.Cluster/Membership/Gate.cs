using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Transport.Tcp;
using Akka.Actor;

namespace ActorBackprop.Cluster.Membership;

/// <summary>
/// Admits worker processes at the leader: checks each request and creates a <see cref="Member"/> for each process, which does the rest;
/// when a member stops, its process is lost. Passes the facts that the members report on to the observers.
/// </summary>
public sealed class Gate : UntypedActor
{
    private readonly GateSettings _settings;
    private readonly IActorRef _server;
    private readonly LeaderWire _wire;
    private readonly List<IActorRef> _observers;
    private readonly WorkerNumbers _numbers;
    private readonly Dictionary<IActorRef, IActorRef> _members = []; // by the actor that asks for its process
    private readonly Dictionary<string, int> _children = []; // process ids by the key that proves them
    private readonly Refusals _refusals;
    private int _requests;
    private Close? _closed;

    /// <summary>Creates the gate.</summary>
    /// <param name="settings">What a process must agree with.</param>
    /// <param name="server">The parameter server.</param>
    /// <param name="wire">Carries the gradients.</param>
    /// <param name="observers">The actors that are told which processes join, are lost and are refused.</param>
    public Gate(GateSettings settings, IActorRef server, LeaderWire wire, IReadOnlyList<IActorRef> observers)
    {
        (_settings, _server, _wire, _observers) = (settings, server, wire, [.. observers]);
        _numbers = new WorkerNumbers(settings.MaxWorkers);
        _refusals = new Refusals((address, why) => Tell(new ProcessRefused(address, why)));
    }

    /// <summary>To the gate: the leader has started a process. Sent before the process can join.</summary>
    /// <param name="Process">Its process id.</param>
    /// <param name="Key">The secret by which the process proves its identity.</param>
    public sealed record ChildStarted(int Process, string Key);

    /// <summary>To the gate: a process that the leader started has ended.</summary>
    /// <param name="Process">Its process id.</param>
    /// <param name="Why">How it ended, as a clause.</param>
    public sealed record ProcessEnded(int Process, string Why);

    /// <summary>To the gate: report facts about processes to another actor, too.</summary>
    /// <param name="Observer">The actor.</param>
    public sealed record Observe(IActorRef Observer);

    /// <summary>To the gate: the training is over, and all processes may leave.</summary>
    /// <param name="Why">How it ended.</param>
    /// <param name="Left">Called when the last process has left; null for no call. Default: null.</param>
    public sealed record Close(string Why, Action? Left = null);

    /// <summary>From a member: its process must be refused.</summary>
    internal sealed record Refuse(IActorRef Process, string Why);

    private sealed record MemberStopped(IActorRef Process, IActorRef Member);

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Stop);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case JoinRequest when _closed is not null:
                Sender.Tell(new TrainingIsOver(_closed.Why));
                break;
            case JoinRequest request when _members.TryGetValue(Sender, out var member):
                member.Forward(request);
                break;
            case JoinRequest request:
                if (_settings.RejectionReason(request) is { } why) OnRefuse(new Refuse(Sender, why));
                else Admit(request);
                break;
            case Refuse refuse:
                OnRefuse(refuse);
                break;
            case MemberStopped stopped:
                if (_members.GetValueOrDefault(stopped.Process) is { } last && last.Equals(stopped.Member)) _members.Remove(stopped.Process);
                TellIfAllHaveLeft();
                break;
            case IProcessFact fact:
                Tell(fact);
                break;
            case ChildStarted started:
                _children[started.Key] = started.Process;
                break;
            case ProcessEnded ended:
                foreach (var (key, process) in _children)
                    if (process == ended.Process) _children.Remove(key);
                foreach (var member in Context.GetChildren()) member.Tell(ended);
                break;
            case Observe observe:
                _observers.Add(observe.Observer);
                break;
            case Close close:
                _closed = close;
                foreach (var member in Context.GetChildren()) member.Tell(close);
                TellIfAllHaveLeft();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Admit(JoinRequest request)
    {
        var process = IdentityOf(request);
        var isLocal = process.IsChild || Sender.Path.Address.Host == ClusterSystem.AddressOf(Context.System).Host;
        var member = Context.ActorOf(Props.Create<Member>(new MemberProcess(Sender, process, request.Workers, isLocal), _settings, _server, _wire,
            _numbers), $"process-{request.Process}-{++_requests}");
        Context.WatchWith(member, new MemberStopped(Sender, member));
        _members[Sender] = member;
    }

    /// <summary>Returns the identity of a process. Its own claim is not enough: on another machine a process may have the id of a child.</summary>
    private ProcessIdentity IdentityOf(JoinRequest request) => request.Child is { } key && _children.TryGetValue(key, out var process)
        ? ProcessIdentity.Child(process)
        : new ProcessIdentity(request.Process, Sender.Path.Address.ToString());

    private void OnRefuse(Refuse refuse)
    {
        _members.Remove(refuse.Process); // the process may ask again
        refuse.Process.Tell(new JoinRefused(refuse.Why));
        _refusals.Tell(refuse.Process.Path.Address.ToString(), refuse.Why);
    }

    private void TellIfAllHaveLeft()
    {
        if (_closed is not { Left: { } left } || Context.GetChildren().Any()) return;
        _closed = _closed with { Left = null };
        left();
    }

    private void Tell(object fact) => _observers.ForEach(observer => observer.Tell(fact));
}

using Akka.Actor;

namespace ActorBackprop.VirtualTime;

/// <summary>An actor that collects its messages, for tests: waiting for a message runs virtual time.</summary>
public sealed class Probe
{
    private readonly VirtualSystem _system;
    private readonly Queue<(object Message, IActorRef Sender)> _received = new();

    internal Probe(VirtualSystem system, string name, Node? node)
    {
        _system = system;
        var props = Props.Create<Collector>(_received);
        Actor = node is null ? system.System.ActorOf(props, name) : node.ActorOf(props, name);
    }

    /// <summary>The actor that collects.</summary>
    public IActorRef Actor { get; }

    /// <summary>The sender of the message that was expected last; null before the first.</summary>
    public IActorRef? Sender { get; private set; }

    /// <summary>The number of messages received and not yet expected.</summary>
    public int Waiting => _received.Count;

    /// <summary>Returns the next message, which must be of a type and arrive within a virtual time.</summary>
    /// <exception cref="VirtualTimeException">It does not arrive, or another does. The message names an actor that is in an await.</exception>
    public T Expect<T>(TimeSpan within)
    {
        if (!Comes(within)) throw Failure($"expected {typeof(T).Name} within {within}, found nothing{And(_system.Unfinished)}");
        (var message, Sender) = _received.Dequeue();
        return message is T expected ? expected : throw Failure($"expected {typeof(T).Name}, found {message}");
    }

    /// <summary>Runs for a virtual time, within which no message may arrive.</summary>
    /// <exception cref="VirtualTimeException">A message arrives, or an actor is in an await and might have sent one.</exception>
    public void ExpectNothing(TimeSpan within)
    {
        if (Comes(within)) throw Failure($"expected nothing within {within}, found {_received.Peek().Message}");
        if (_system.Unfinished is { } unfinished)
            throw Failure($"expected nothing within {within}, and nothing came, which proves nothing; {unfinished}");
    }

    private bool Comes(TimeSpan within) => _system.TryRunUntil(() => _received.Count > 0, _system.Now + within);

    private static string And(string? unfinished) => unfinished is null ? "" : $"; {unfinished}";

    private VirtualTimeException Failure(string what) =>
        _system.Pump.Thrown(new VirtualTimeException($"{Actor.Path.Name}: {what}; {_system.Pump.Place}"));

    private sealed class Collector(Queue<(object, IActorRef)> received) : UntypedActor
    {
        protected override void OnReceive(object message) => received.Enqueue((message, Sender));
    }
}

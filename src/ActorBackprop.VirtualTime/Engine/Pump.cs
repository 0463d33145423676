using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>
/// The one thread that everything happens on: takes what is due next, has it happen, and runs the actors it concerns until
/// they rest. Owns the agenda, the actors' whereabouts and the log.
/// </summary>
internal sealed class Pump
{
    private const int MostTurnsToEnd = 10_000_000;

    private readonly Agenda _agenda = new();
    private readonly Queue<IRunnable> _ready = new();
    private readonly ConcurrentQueue<Action> _late = new();
    private readonly Dictionary<ActorCell, Resident> _residents = [];
    private readonly Dictionary<string, Node> _places = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private volatile VirtualTimeException? _violation;
    private bool _isDraining, _isEnding;
    private Resident? _detached;
    private int _actors;

    /// <summary>The node of what is on none: the tests, the observers. No network lies between it and the others.</summary>
    public Node Outside { get; set; } = null!;

    public VirtualNetwork Network { get; set; } = null!;

    public EventLog Log { get; set; } = null!;

    public long Now => _agenda.Now;

    public long Turns { get; private set; }

    public int Pending => _agenda.Count;

    public bool IsForeign => Environment.CurrentManagedThreadId != _thread;

    public IEnumerable<Delivery> InFlight => _agenda.Pending.OfType<Delivery>();

    public IEnumerable<Resident> Residents => _residents.Values;

    public void Add(long time, Occurrence what) => _agenda.Add(time, what);

    public void AdvanceTo(long time) => _agenda.AdvanceTo(time);

    /// <summary>Has the next thing happen that is due at a given time or before.</summary>
    /// <returns>Whether there was one.</returns>
    public bool RunOne(long until)
    {
        if (IsForeign) throw new VirtualTimeException($"virtual time is run by the thread that created it, {_thread}, not by {Name(Thread.CurrentThread)}");
        if (_isDraining) throw new VirtualTimeException("virtual time is running already: an actor cannot run it, it can only tell and schedule");
        Drain();
        var taken = _agenda.TryTake(until, out var what);
        if (taken)
        {
            Turns++;
            what!.Happen();
            Drain();
        }
        return _violation is null ? taken : throw _violation;
    }

    /// <summary>Runs the actors that have something to do, until none has.</summary>
    public void Drain()
    {
        if (_isDraining) return;
        _isDraining = true;
        try
        {
            while (_ready.TryDequeue(out var run)) run.Run();
        }
        finally
        {
            _isDraining = false;
        }
    }

    public void Execute(IRunnable run)
    {
        if (IsForeign) Foreign(run);
        else _ready.Enqueue(run);
    }

    public void Place(string name, Node node)
    {
        if (_isDraining) throw new VirtualTimeException($"an actor cannot place actors on nodes: start {name} from what the node starts with");
        _places[name] = node;
    }

    public void Attach(ActorCell cell, VirtualDispatcher dispatcher)
    {
        var node = _places.GetValueOrDefault(cell.Self.Path.Name) is { } placed && cell.Self.Path.Parent.Name == "user" ? placed
            : cell.Parent is ActorRefWithCell { Underlying: ActorCell parent } && _residents.TryGetValue(parent, out var above) ? above.Node
            : Outside;
        var resident = new Resident(this, ++_actors, cell, dispatcher, node);
        _residents.Add(cell, resident);
        node.Residents.Add(resident);
    }

    public void Detach(ActorCell cell)
    {
        if (!_residents.Remove(cell, out var resident)) return;
        _detached = resident;
        resident.IsGone = true;
        resident.Node.Residents.Remove(resident);
        foreach (var delivery in resident.TakeAll()) Log.Lost(delivery, Now, FaultKind.Undeliverable);
    }

    /// <summary>Time until the death of one actor is noticed by another.</summary>
    public long TimeToDetect(IActorRef dead, ActorCell watcher) =>
        // Akka tells an actor's watchers right after it has detached it.
        _detached is { } last && last.Cell.Self.Equals(dead) && _residents.TryGetValue(watcher, out var to) && to.Node != last.Node
            ? Network.FailureDetection.Ticks
            : 0;

    /// <summary>A message is told: on its way, unless the network loses it.</summary>
    public void Send(ActorCell cell, in Envelope envelope)
    {
        if (envelope.Sender is MinimalActorRef asker && IsAsking(asker))
            _violation ??= new VirtualTimeException($"{cell.Self.Path.ToStringWithoutAddress()} was asked for an answer to "
                + $"{envelope.Message.GetType().Name}: Ask waits in real time; use Tell, and a timer for the answer that does not come");
        if (!_residents.TryGetValue(cell, out var to)) return; // it has stopped
        var teller = InternalCurrentActorCellKeeper.Current;
        var from = teller is null ? null : teller == cell ? to : _residents.GetValueOrDefault(teller);
        if (from is null || from.Node == to.Node || from.Node == Outside || to.Node == Outside)
        {
            var departs = from is null ? Now : Math.Max(Now, from.BusyUntil);
            Add(departs, new Delivery(this, from, to, envelope) { DepartsAt = departs, ArrivesAt = departs });
        }
        else
        {
            if (from.Node.SendingTime?.Invoke(envelope.Message) is { Ticks: > 0 } time) from.Charge(time);
            Network.Send(new Delivery(this, from, to, envelope) { DepartsAt = Math.Max(Now, from.BusyUntil) });
        }
    }

    public void Arrive(Delivery delivery)
    {
        if (delivery.IsBeforeCard && Network.WaitsForCard(delivery)) return;
        if (delivery.To.IsGone || !delivery.To.Node.IsUp || delivery.From?.Node.CrashedBetween(delivery.ToldAt, delivery.DepartsAt) == true)
            Log.Lost(delivery, Now, FaultKind.Undeliverable);
        else delivery.To.Take(delivery);
    }

    /// <summary>A message is handled by the actor it was told.</summary>
    public void Handle(Delivery delivery)
    {
        var to = delivery.To;
        Log.Delivered(delivery, Now);
        if (to.Node.HandlingTime?.Invoke(delivery.Envelope.Message) is { Ticks: > 0 } time) to.Charge(time);
        to.Dispatcher.Deliver(to.Cell, delivery.Envelope);
    }

    /// <summary>Something came from another thread: noted, and thrown where the pump is; at the end, done late.</summary>
    public void Foreign(ActorCell cell, object message, Action late)
    {
        if (_isEnding) _late.Enqueue(late);
        else Violate($"told {message.GetType().Name} to {cell.Self.Path.ToStringWithoutAddress()}");
    }

    private void Foreign(IRunnable run)
    {
        if (_isEnding) _late.Enqueue(() => Execute(run));
        else Violate($"wanted {run.GetType().Name} run");
    }

    private void Violate(string what) => _violation ??= new VirtualTimeException(
        $"{Name(Thread.CurrentThread)} {what}: in virtual time only the thread that runs it may; "
        + "look for Task.Run, Task.Delay, ConfigureAwait(false), PipeTo and threads of your own");

    /// <summary>
    /// From here on other threads may do as they like: Akka shuts down by means of several, and their wishes are run here.
    /// What was entered to be done to the world is done no more.
    /// </summary>
    public void End(Task over)
    {
        _isEnding = true;
        for (int waits = 0, turns = 0; waits < 5000 && turns < MostTurnsToEnd && !over.IsCompleted; turns++)
        {
            while (_late.TryDequeue(out var late)) late();
            Drain();
            if (_agenda.TryTake(long.MaxValue, out var what))
            {
                if (what is not Happening) what!.Happen();
            }
            else if (_late.IsEmpty && _ready.Count == 0)
            {
                waits++;
                over.Wait(TimeSpan.FromMilliseconds(1));
            }
        }
    }

    private static bool IsAsking(MinimalActorRef sender) =>
        sender.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(FutureActorRef<>);

    private static string Name(Thread thread) =>
        $"thread {Environment.CurrentManagedThreadId}{(thread.Name is { Length: > 0 } name ? $" ({name})" : "")}";
}

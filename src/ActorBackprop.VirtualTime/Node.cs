using ActorBackprop.VirtualTime.Engine;
using Akka.Actor;

namespace ActorBackprop.VirtualTime;

/// <summary>
/// A simulated machine: actors live on it, messages between nodes cross the network, and it can crash, restart and pause.
/// </summary>
public sealed class Node
{
    private readonly VirtualSystem _system;
    private readonly Action<Node> _start;
    private readonly Queue<ScheduledEvent> _held = new();
    private long _pausedAt;

    internal Node(VirtualSystem system, int number, string name, Action<Node> start)
    {
        (_system, Number, Name, _start) = (system, number, name, start);
    }

    /// <summary>Its number, counted from 1 in the order in which nodes were added; 0 is outside.</summary>
    public int Number { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Whether it runs.</summary>
    public bool IsUp { get; private set; } = true;

    /// <summary>Whether it is paused: it handles nothing until it is resumed.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>The number of times it was started.</summary>
    public int Starts { get; private set; }

    /// <summary>The bytes per second that its network card sends, all links together. Default: infinite.</summary>
    /// <exception cref="ArgumentException">It is not positive.</exception>
    public double SendsBytesPerSecond
    {
        get;
        set => field = Link.CheckBandwidth(value);
    } = double.PositiveInfinity;

    /// <summary>The bytes per second that its network card receives, all links together. Default: infinite.</summary>
    /// <exception cref="ArgumentException">It is not positive.</exception>
    public double ReceivesBytesPerSecond
    {
        get;
        set => field = Link.CheckBandwidth(value);
    } = double.PositiveInfinity;

    /// <summary>
    /// Returns how long an actor of this node is busy handling a message: messages it tells meanwhile leave at the end, timers it sets
    /// begin at the end, and messages that arrive meanwhile wait. Null for no time at all. Default: null.
    /// </summary>
    public Func<object, TimeSpan>? HandlingTime { get; set; }

    /// <summary>Returns how long an actor of this node is busy sending a message to another node. Null for no time at all. Default: null.</summary>
    public Func<object, TimeSpan>? SendingTime { get; set; }

    /// <summary>The number of messages that have arrived and wait until their receiver is free.</summary>
    public int Waiting => Actors.Sum(actor => actor.Waiting);

    /// <summary>Its actors, in the order in which they were started.</summary>
    internal LinkedList<VirtualActor> Actors { get; } = [];

    /// <summary>When its card will have sent the messages it has been given, in ticks.</summary>
    internal long SendsUntil { get; set; }

    /// <summary>When its card will have received the messages that have come, in ticks.</summary>
    internal long ReceivesUntil { get; set; }

    /// <summary>The ticks it has been paused, all pauses together.</summary>
    internal long PausedTicks { get; private set; }

    /// <summary>The number of times it has crashed.</summary>
    internal int Crashes { get; private set; }

    /// <summary>Whether it is down from a crash: its actors can send nothing more.</summary>
    internal bool HasCrashed { get; private set; }

    /// <summary>Whether it is leaving: it tells watchers itself, and no failure has to be detected.</summary>
    internal bool IsLeaving { get; private set; }

    /// <summary>Starts an actor on this node. Its children live here too.</summary>
    /// <param name="props">How to create it.</param>
    /// <param name="name">Its name, which no other top-level actor may have.</param>
    /// <exception cref="InvalidOperationException">The node is down.</exception>
    /// <exception cref="VirtualTimeException">An actor calls it; an actor starts others on its own node, by its context.</exception>
    public IActorRef ActorOf(Props props, string name)
    {
        _system.Pump.CheckOutsideActors($"start {name} on {Name}");
        if (!IsUp) throw new InvalidOperationException($"{Name} is down: {name} cannot be started on it");
        _system.Pump.Registry.Placing = this;
        try
        {
            var actor = _system.System.ActorOf(props, name);
            _system.Pump.Drain();
            return actor;
        }
        finally
        {
            _system.Pump.Registry.Placing = null;
        }
    }

    /// <summary>
    /// Crashes: its actors stop, messages in flight to it are lost, messages that had left it arrive, messages that its
    /// busy actors had told but not sent are lost. Its timers end. Watchers of its actors learn of it after the network's
    /// <see cref="VirtualNetwork.FailureDetection"/>.
    /// </summary>
    public void Crash()
    {
        CheckIsMachine();
        if (!IsUp) return;
        (IsUp, HasCrashed) = (false, true);
        Crashes++;
        _system.Log.Fault(FaultKind.Crash, this);
        Continue();
        StopActors();
    }

    /// <summary>Starts the node again after <see cref="Crash"/> or <see cref="Leave"/>, with new actors and an empty memory.</summary>
    public void Restart()
    {
        CheckIsMachine();
        if (IsUp) return;
        (IsUp, HasCrashed) = (true, false);
        _system.Log.Fault(FaultKind.Restart, this);
        Start();
    }

    /// <summary>
    /// Leaves after stopping its actors: all they have told, while stopping too, is sent. Its timers end. A paused node
    /// is resumed first. Watchers of its actors learn of it after the link's latency, or after failure detection if that
    /// is sooner.
    /// </summary>
    public void Leave()
    {
        CheckIsMachine();
        if (!IsUp) return;
        Resume();
        _system.Log.Fault(FaultKind.Leave, this);
        IsLeaving = true;
        StopActors();
        (IsUp, IsLeaving) = (false, false);
    }

    /// <summary>Pauses the node, as SIGSTOP does a process: messages, timers and work in progress wait.</summary>
    public void Pause()
    {
        CheckIsMachine();
        if (!IsUp || IsPaused) return;
        (IsPaused, _pausedAt) = (true, _system.Pump.Now);
        _system.Log.Fault(FaultKind.Pause, this);
    }

    /// <summary>Continues after a pause.</summary>
    public void Resume()
    {
        CheckIsMachine();
        if (!IsPaused) return;
        _system.Log.Fault(FaultKind.Resume, this);
        Continue();
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal void Start()
    {
        Starts++;
        _start(this);
    }

    /// <summary>Returns whether a network lies between it and another node.</summary>
    internal bool IsApartFrom(Node other) => this != other && Number != 0 && other.Number != 0;

    /// <summary>Returns whether it is up since a given start.</summary>
    internal bool IsRunning(int start) => IsUp && Starts == start;

    /// <summary>Keeps an event that is due while the node is paused until it is resumed.</summary>
    internal void Hold(ScheduledEvent what) => _held.Enqueue(what);

    private void Continue()
    {
        if (!IsPaused) return;
        IsPaused = false;
        var now = _system.Pump.Now;
        PausedTicks += now - _pausedAt;
        foreach (var actor in Actors) actor.Delay(_pausedAt, now - _pausedAt);
        while (_held.TryDequeue(out var what)) _system.Pump.Add(now, what);
        foreach (var actor in Actors) actor.Wake();
    }

    private void StopActors()
    {
        foreach (var actor in Actors.ToArray()) ((IInternalActorRef)actor.Cell.Self).Stop();
        _system.Pump.Drain();
    }

    private void CheckIsMachine()
    {
        _system.Pump.Check();
        if (Number == 0) throw new InvalidOperationException("outside is not a machine: it cannot crash, leave or pause");
    }
}

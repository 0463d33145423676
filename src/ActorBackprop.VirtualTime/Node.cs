using ActorBackprop.VirtualTime.Engine;
using Akka.Actor;

namespace ActorBackprop.VirtualTime;

/// <summary>
/// A simulated machine: actors live on it, messages between nodes take the network's way, and it can crash, restart, pause.
/// </summary>
public sealed class Node
{
    private readonly VirtualSystem _system;
    private readonly Action<Node> _start;
    private readonly Queue<Occurrence> _held = new();
    private long _pausedAt;

    internal Node(VirtualSystem system, int number, string name, Action<Node> start)
    {
        (_system, Number, Name, _start) = (system, number, name, start);
    }

    /// <summary>Which node, counted from 1 in the order they were added; 0 is outside.</summary>
    public int Number { get; }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Whether it runs.</summary>
    public bool IsUp { get; private set; } = true;

    /// <summary>Whether it stands still: nothing is handled until it is resumed.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Times it was started.</summary>
    public int Starts { get; private set; }

    /// <summary>Bytes a second that its network card sends, all links together. Default: infinite.</summary>
    /// <exception cref="ArgumentException">It is not positive.</exception>
    public double SendsBytesPerSecond
    {
        get;
        set => field = Link.CheckBandwidth(value);
    } = double.PositiveInfinity;

    /// <summary>Bytes a second that its network card receives, all links together. Default: infinite.</summary>
    /// <exception cref="ArgumentException">It is not positive.</exception>
    public double ReceivesBytesPerSecond
    {
        get;
        set => field = Link.CheckBandwidth(value);
    } = double.PositiveInfinity;

    /// <summary>
    /// How long an actor of this node is busy with a message: what it tells meanwhile leaves at the end, timers it sets
    /// begin at the end, and what comes meanwhile waits. Null: no time at all.
    /// </summary>
    public Func<object, TimeSpan>? HandlingTime { get; set; }

    /// <summary>How long an actor of this node is busy with sending a message to another node. Null: no time at all.</summary>
    public Func<object, TimeSpan>? SendingTime { get; set; }

    /// <summary>Messages that have arrived and wait until their receiver is free.</summary>
    public int Waiting => Residents.Sum(resident => resident.Waiting);

    /// <summary>Its actors, in the order they were started.</summary>
    internal LinkedList<Resident> Residents { get; } = [];

    /// <summary>Until when its card sends what it has been given, in ticks.</summary>
    internal long SendsFrom { get; set; }

    /// <summary>Until when its card receives what has come, in ticks.</summary>
    internal long ReceivesFrom { get; set; }

    /// <summary>Ticks it has stood still, all pauses together.</summary>
    internal long StoodStill { get; private set; }

    /// <summary>Times it has crashed.</summary>
    internal int Crashes { get; private set; }

    /// <summary>Whether it is down from a crash: it can say nothing more.</summary>
    internal bool HasCrashed { get; private set; }

    /// <summary>Whether its actors stop since it leaves: it says so itself, and nothing has to be detected.</summary>
    internal bool IsLeaving { get; private set; }

    /// <summary>Starts an actor on this node. Its children live here too.</summary>
    /// <param name="props">How it is made.</param>
    /// <param name="name">Its name, which no other actor at the top may bear.</param>
    /// <exception cref="InvalidOperationException">The node is down.</exception>
    /// <exception cref="VirtualTimeException">An actor does it: that would be on its own node, by its context.</exception>
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
    /// It is gone without a last word: its actors stop, what was under way to it is lost, what had left it arrives, what its
    /// busy actors had told but not sent is lost. Its timers end. Who watches its actors learns of it after the network's
    /// <see cref="VirtualNetwork.FailureDetection"/>.
    /// </summary>
    public void Crash()
    {
        CheckIsMachine();
        if (!IsUp) return;
        (IsUp, HasCrashed) = (false, true);
        Crashes++;
        _system.Log.Fault(FaultKind.Crash, this);
        GoOn();
        StopActors();
    }

    /// <summary>Starts again after a crash or a leave, with new actors and an empty memory.</summary>
    public void Restart()
    {
        CheckIsMachine();
        if (IsUp) return;
        (IsUp, HasCrashed) = (true, false);
        _system.Log.Fault(FaultKind.Restart, this);
        Start();
    }

    /// <summary>
    /// Leaves in an orderly way: its actors stop, and what they have told, in stopping too, is sent. Its timers end. A node
    /// that stands still goes on first. Who watches its actors is told, and learns of it after the link's latency, if not
    /// by failure detection before.
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

    /// <summary>Stands still, as a process under SIGSTOP does: what comes waits, timers wait, work in progress waits.</summary>
    public void Pause()
    {
        CheckIsMachine();
        if (!IsUp || IsPaused) return;
        (IsPaused, _pausedAt) = (true, _system.Pump.Now);
        _system.Log.Fault(FaultKind.Pause, this);
    }

    /// <summary>Goes on after a pause.</summary>
    public void Resume()
    {
        CheckIsMachine();
        if (!IsPaused) return;
        _system.Log.Fault(FaultKind.Resume, this);
        GoOn();
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal void Start()
    {
        Starts++;
        _start(this);
    }

    /// <summary>Whether a network lies between it and another.</summary>
    internal bool IsApartFrom(Node other) => this != other && Number != 0 && other.Number != 0;

    /// <summary>Whether it is up since a given start.</summary>
    internal bool IsRunning(int start) => IsUp && Starts == start;

    /// <summary>Keeps something that is due while it stands still until it goes on.</summary>
    internal void Hold(Occurrence what) => _held.Enqueue(what);

    private void GoOn()
    {
        if (!IsPaused) return;
        IsPaused = false;
        var now = _system.Pump.Now;
        StoodStill += now - _pausedAt;
        foreach (var resident in Residents) resident.Delay(_pausedAt, now - _pausedAt);
        while (_held.TryDequeue(out var what)) _system.Pump.Add(now, what);
        foreach (var resident in Residents) resident.Wake();
    }

    private void StopActors()
    {
        foreach (var resident in Residents.ToArray()) ((IInternalActorRef)resident.Cell.Self).Stop();
        _system.Pump.Drain();
    }

    private void CheckIsMachine()
    {
        _system.Pump.Check();
        if (Number == 0) throw new InvalidOperationException("outside is no machine: it neither crashes nor leaves nor pauses");
    }
}

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
    private long _crashedAt = -1;

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
    public double SendsBytesPerSecond { get; set; } = double.PositiveInfinity;

    /// <summary>Bytes a second that its network card receives, all links together. Default: infinite.</summary>
    public double ReceivesBytesPerSecond { get; set; } = double.PositiveInfinity;

    /// <summary>
    /// How long an actor of this node is busy with a message: what it tells meanwhile leaves at the end, and what comes
    /// meanwhile waits. Null: no time at all.
    /// </summary>
    public Func<object, TimeSpan>? HandlingTime { get; set; }

    /// <summary>How long an actor of this node is busy with sending a message to another node. Null: no time at all.</summary>
    public Func<object, TimeSpan>? SendingTime { get; set; }

    /// <summary>Messages that have arrived and wait until their receiver is free.</summary>
    public int Waiting => Residents.Sum(resident => resident.Waiting);

    internal List<Resident> Residents { get; } = [];

    internal long SendsFrom { get; set; }

    internal long ReceivesFrom { get; set; }

    /// <summary>Starts an actor on this node. Its children live here too.</summary>
    /// <param name="props">How it is made.</param>
    /// <param name="name">Its name, which no other actor at the top may bear.</param>
    public IActorRef ActorOf(Props props, string name)
    {
        _system.Pump.Place(name, this);
        var actor = _system.System.ActorOf(props, name);
        _system.Pump.Drain();
        return actor;
    }

    /// <summary>
    /// It is gone without a last word: its actors stop, what was under way to it is lost, what had left it arrives. Who
    /// watches its actors learns of it after the network's <see cref="VirtualNetwork.FailureDetection"/>.
    /// </summary>
    public void Crash()
    {
        if (!IsUp) return;
        _crashedAt = _system.Now.Ticks;
        (IsUp, IsPaused) = (false, false);
        _system.Log.Fault(FaultKind.Crash, this);
        StopActors();
    }

    /// <summary>Starts again after a crash or a leave, with new actors and an empty memory.</summary>
    public void Restart()
    {
        if (IsUp) return;
        IsUp = true;
        _system.Log.Fault(FaultKind.Restart, this);
        Start();
    }

    /// <summary>Leaves in an orderly way: its actors stop, and what they tell in stopping is sent.</summary>
    public void Leave()
    {
        if (!IsUp) return;
        _system.Log.Fault(FaultKind.Leave, this);
        StopActors();
        IsUp = false;
    }

    /// <summary>Stands still, as a process under SIGSTOP does: what comes waits.</summary>
    public void Pause()
    {
        if (!IsUp || IsPaused) return;
        IsPaused = true;
        _system.Log.Fault(FaultKind.Pause, this);
    }

    /// <summary>Goes on after a pause.</summary>
    public void Resume()
    {
        if (!IsPaused) return;
        IsPaused = false;
        _system.Log.Fault(FaultKind.Resume, this);
        foreach (var resident in Residents) resident.Wake();
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal void Start()
    {
        Starts++;
        _start(this);
    }

    /// <summary>Whether it crashed after a message was told and before it left.</summary>
    internal bool CrashedBetween(long told, long departs) => _crashedAt >= told && _crashedAt < departs;

    private void StopActors()
    {
        foreach (var resident in Residents.ToArray()) ((IInternalActorRef)resident.Cell.Self).Stop();
        _system.Pump.Drain();
    }
}

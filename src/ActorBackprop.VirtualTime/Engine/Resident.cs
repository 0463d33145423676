using Akka.Actor;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>An actor as virtual time sees it: where it lives, until when it is busy, what waits for it.</summary>
internal sealed class Resident : Occurrence
{
    private readonly Pump _pump;
    private readonly Queue<Delivery> _inbox = new();
    private bool _isWaking;

    public Resident(Pump pump, int number, ActorCell cell, VirtualDispatcher dispatcher, Node node)
    {
        (_pump, Number, Cell, Dispatcher, Node) = (pump, number, cell, dispatcher, node);
    }

    /// <summary>Which actor, counted from 1 in the order they were started.</summary>
    public int Number { get; }

    public ActorCell Cell { get; }

    public VirtualDispatcher Dispatcher { get; }

    public Node Node { get; }

    /// <summary>Its path, without the part that is random.</summary>
    public string Path => Cell.Self.Path.ToStringWithoutAddress();

    /// <summary>Messages that have arrived and wait until it is free.</summary>
    public int Waiting => _inbox.Count;

    /// <summary>When its modelled work ends; what it sends leaves then.</summary>
    public long BusyUntil { get; private set; }

    /// <summary>It has stopped: what still comes is lost.</summary>
    public bool IsGone { get; set; }

    public void Charge(TimeSpan time) => BusyUntil = Math.Max(_pump.Now, BusyUntil) + time.Ticks;

    public void Take(Delivery delivery)
    {
        if (_inbox.Count == 0 && IsFree)
        {
            _pump.Handle(delivery);
            return;
        }
        _inbox.Enqueue(delivery);
        Wake();
    }

    /// <summary>Sees to it that what waits is handled when the actor is free.</summary>
    public void Wake()
    {
        if (_isWaking || _inbox.Count == 0 || Node.IsPaused) return;
        _isWaking = true;
        _pump.Add(BusyUntil, this);
    }

    /// <summary>Nothing that waits will be handled any more.</summary>
    public IEnumerable<Delivery> TakeAll()
    {
        while (_inbox.TryDequeue(out var delivery)) yield return delivery;
    }

    public override void Happen()
    {
        _isWaking = false;
        if (IsFree && _inbox.TryDequeue(out var delivery)) _pump.Handle(delivery);
        Wake();
    }

    private bool IsFree => !Node.IsPaused && BusyUntil <= _pump.Now;
}

using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Dispatch;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>An actor as virtual time sees it: where it lives, until when it is busy, what waits for it.</summary>
internal sealed class Resident : Occurrence
{
    private readonly Pump _pump;
    private Queue<Delivery>? _inbox;
    private bool _isWaking;

    public Resident(Pump pump, int number, ActorCell cell, VirtualDispatcher dispatcher, Node node)
    {
        (_pump, Number, Cell, Dispatcher, Node) = (pump, number, cell, dispatcher, node);
        Entry = node.Residents.AddLast(this);
    }

    /// <summary>Which actor, counted from 1 in the order they were started.</summary>
    public int Number { get; }

    public ActorCell Cell { get; }

    public VirtualDispatcher Dispatcher { get; }

    public Node Node { get; }

    public PostOffice Post => _pump.Post;

    /// <summary>Its place among the residents of its node.</summary>
    public LinkedListNode<Resident> Entry { get; }

    /// <summary>Its path, without the part that is random.</summary>
    public string Path => Cell.Self.Path.ToStringWithoutAddress();

    /// <summary>Messages that have arrived and wait until it is free.</summary>
    public int Waiting => _inbox?.Count ?? 0;

    /// <summary>When its modelled work ends; what it sends leaves then.</summary>
    public long BusyUntil { get; private set; }

    /// <summary>It has stopped: what still comes is lost.</summary>
    public bool IsGone { get; set; }

    /// <summary>
    /// Whether its handler is in an await: Akka suspends the mailbox for as long. Valid while no actor runs; the mailboxes of
    /// a paused node may be suspended for other reasons.
    /// </summary>
    public bool IsAwaiting => Cell.Mailbox is { } mailbox && IsSuspended(mailbox);

    private bool IsFree => !Node.IsPaused && BusyUntil <= _pump.Now;

    public void Charge(TimeSpan time)
    {
        if (time > TimeSpan.Zero) BusyUntil = Ticks.After(Math.Max(_pump.Now, BusyUntil), time);
    }

    /// <summary>Its node stood still from a time on for some ticks, and its work with it.</summary>
    public void Delay(long from, long ticks)
    {
        if (BusyUntil > from) BusyUntil += ticks;
    }

    public void Take(Delivery delivery)
    {
        if (Waiting == 0 && IsFree)
        {
            Post.Handle(delivery);
            return;
        }
        (_inbox ??= new Queue<Delivery>()).Enqueue(delivery);
        Wake();
    }

    /// <summary>Sees to it that what waits is handled when the actor is free.</summary>
    public void Wake()
    {
        if (_isWaking || Waiting == 0 || Node.IsPaused) return;
        _isWaking = true;
        _pump.Add(BusyUntil, this);
    }

    /// <summary>Nothing that waits will be handled any more.</summary>
    public IEnumerable<Delivery> TakeAll()
    {
        while (_inbox is not null && _inbox.TryDequeue(out var delivery)) yield return delivery;
    }

    public override void Happen()
    {
        _isWaking = false;
        if (_inbox is not null && IsFree && _inbox.TryDequeue(out var delivery)) Post.Handle(delivery);
        Wake();
    }

    /// <summary>Akka keeps this property of a mailbox to itself.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern bool IsSuspended(Mailbox mailbox);
}

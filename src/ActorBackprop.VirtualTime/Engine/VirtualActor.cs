using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Dispatch;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>The state of an actor in virtual time: its node, the end of its work, the messages that wait for it.</summary>
internal sealed class VirtualActor : ScheduledEvent
{
    private readonly Pump _pump;
    private Queue<Delivery>? _inbox;
    private bool _isWaking;

    public VirtualActor(Pump pump, int number, ActorCell cell, VirtualDispatcher dispatcher, Node node)
    {
        (_pump, Number, Cell, Dispatcher, Node) = (pump, number, cell, dispatcher, node);
        Entry = node.Actors.AddLast(this);
    }

    /// <summary>Its number, counted from 1 in the order in which actors were started.</summary>
    public int Number { get; }

    public ActorCell Cell { get; }

    public VirtualDispatcher Dispatcher { get; }

    public Node Node { get; }

    public PostOffice Post => _pump.Post;

    /// <summary>Its entry in the list of its node's actors.</summary>
    public LinkedListNode<VirtualActor> Entry { get; }

    /// <summary>Its path, without the random part.</summary>
    public string Path => Cell.Self.Path.ToStringWithoutAddress();

    /// <summary>The number of messages that have arrived and wait until it is free.</summary>
    public int Waiting => _inbox?.Count ?? 0;

    /// <summary>When its modelled work ends, in ticks; messages it sends leave then.</summary>
    public long BusyUntil { get; private set; }

    /// <summary>Whether it has stopped: messages that still arrive are undeliverable.</summary>
    public bool HasStopped { get; set; }

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

    /// <summary>Extends its work by the ticks that its node was paused from a time on.</summary>
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

    /// <summary>Schedules the handling of a waiting message for when the actor is free.</summary>
    public void Wake()
    {
        if (_isWaking || Waiting == 0 || Node.IsPaused) return;
        _isWaking = true;
        _pump.Add(BusyUntil, this);
    }

    /// <summary>Removes and returns the messages that wait.</summary>
    public IEnumerable<Delivery> TakeAll()
    {
        while (_inbox is not null && _inbox.TryDequeue(out var delivery)) yield return delivery;
    }

    public override void Run()
    {
        _isWaking = false;
        if (_inbox is not null && IsFree && _inbox.TryDequeue(out var delivery)) Post.Handle(delivery);
        Wake();
    }

    /// <summary>Reads a property of the mailbox that is internal to Akka.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern bool IsSuspended(Mailbox mailbox);
}

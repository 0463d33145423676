using Akka.Actor;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>A message on its way from its sender to its receiver.</summary>
internal sealed class Delivery(VirtualActor? from, VirtualActor to, Envelope envelope) : ScheduledEvent
{
    public VirtualActor? From => from;

    public VirtualActor To => to;

    public Envelope Envelope => envelope;

    /// <summary>The message, without what Akka wraps a timer's or a selection's message in.</summary>
    public object Message { get; } = Unwrap(envelope.Message);

    /// <summary>Whether a network lies between the two.</summary>
    public bool Crosses => from is not null && from.Node.IsApartFrom(to.Node);

    /// <summary>When it left, in ticks.</summary>
    public long DepartsAt { get; set; }

    /// <summary>When it arrives, in ticks, as far as that is known.</summary>
    public long ArrivesAt { get; set; }

    /// <summary>Its size in bytes; 0 where nothing depends on it.</summary>
    public long Bytes { get; set; }

    /// <summary>The ticks from its first byte to its last, as the link lets them out.</summary>
    public long Spread { get; set; }

    /// <summary>Whether it still has to pass the network card of the node it goes to.</summary>
    public bool IsBeforeCard { get; set; }

    public override void Run() => to.Post.Arrive(this);

    /// <summary>Returns a second copy of the message.</summary>
    public Delivery Copy() => new(from, to, envelope) { DepartsAt = DepartsAt, Bytes = Bytes, Spread = Spread };

    private static object Unwrap(object message)
    {
        while (message is IWrappedMessage wrapped) message = wrapped.Message;
        return message;
    }
}

/// <summary>
/// The departure of a message that a busy actor has told: at the end of its work, never if its node crashes before, and later by as long
/// as its node is paused meanwhile.
/// </summary>
internal sealed class Departure(Pump pump, VirtualActor from, Delivery delivery) : ScheduledEvent
{
    private readonly int _crashes = from.Node.Crashes;
    private long _pausedTicks = from.Node.PausedTicks;

    public override void Run()
    {
        var node = from.Node;
        if (node.Crashes != _crashes)
        {
            pump.Log.Lost(delivery, pump.Now, FaultKind.Loss);
            return;
        }
        if (node.IsPaused)
        {
            node.Hold(this);
            return;
        }
        if (node.PausedTicks == _pausedTicks)
        {
            pump.Post.Depart(delivery);
            return;
        }
        delivery.DepartsAt += node.PausedTicks - _pausedTicks;
        _pausedTicks = node.PausedTicks;
        pump.Add(delivery.DepartsAt, this);
    }
}

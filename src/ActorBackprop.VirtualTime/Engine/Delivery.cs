using Akka.Actor;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>A message that has left whoever told it.</summary>
internal sealed class Delivery(Resident? from, Resident to, Envelope envelope) : Occurrence
{
    public Resident? From => from;

    public Resident To => to;

    public Envelope Envelope => envelope;

    /// <summary>What was told, without what Akka wraps a timer's message or a selection's in.</summary>
    public object Message { get; } = Unwrap(envelope.Message);

    /// <summary>Whether a network lies between the two.</summary>
    public bool Crosses => from is not null && from.Node.IsApartFrom(to.Node);

    /// <summary>When it left.</summary>
    public long DepartsAt { get; set; }

    /// <summary>When it is due, as far as that is known.</summary>
    public long ArrivesAt { get; set; }

    /// <summary>Its size; 0 where nothing depends on it.</summary>
    public long Bytes { get; set; }

    /// <summary>Time from its first byte to its last, as the link lets them out.</summary>
    public long Spread { get; set; }

    /// <summary>Whether it still has to pass the network card of the node it goes to.</summary>
    public bool IsBeforeCard { get; set; }

    public override void Happen() => to.Post.Arrive(this);

    /// <summary>The same message once more.</summary>
    public Delivery Copy() => new(from, to, envelope) { DepartsAt = DepartsAt, Bytes = Bytes, Spread = Spread };

    private static object Unwrap(object message)
    {
        while (message is IWrappedMessage wrapped) message = wrapped.Message;
        return message;
    }
}

/// <summary>
/// What a busy actor has told leaves at the end of its work: not at all if its node crashes before, and later by as long as
/// its node stands still meanwhile.
/// </summary>
internal sealed class Departure(Pump pump, Resident from, Delivery delivery) : Occurrence
{
    private readonly int _crashes = from.Node.Crashes;
    private long _stoodStill = from.Node.StoodStill;

    public override void Happen()
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
        if (node.StoodStill == _stoodStill)
        {
            pump.Post.Depart(delivery);
            return;
        }
        delivery.DepartsAt += node.StoodStill - _stoodStill;
        _stoodStill = node.StoodStill;
        pump.Add(delivery.DepartsAt, this);
    }
}

using Akka.Actor;
using Akka.Actor.Internal;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>Takes every message from its sender to its receiver: sent, departed, arrived, handled.</summary>
internal sealed class PostOffice(Pump pump, Registry registry)
{
    private VirtualActor? _actingFor;

    public VirtualNetwork Network { get; set; } = null!;

    public EventLog Log { get; set; } = null!;

    /// <summary>Begins to act for the actor whose timer fires; null ends it.</summary>
    public void ActFor(VirtualActor? owner) => _actingFor = owner;

    /// <summary>Returns the actor that acts, null for none, and the time its action counts from: a busy actor acts at the end of its work.</summary>
    public VirtualActor? Acting(out long at)
    {
        at = pump.Now;
        // A timer fires beside its actor's work, not in it.
        if (InternalCurrentActorCellKeeper.Current is not { } cell) return _actingFor;
        var actor = registry.Find(cell);
        if (actor is not null) at = Math.Max(at, actor.BusyUntil);
        return actor;
    }

    /// <summary>Sends a message. It departs when its sender is free; a node that has crashed sends nothing more.</summary>
    public void Send(VirtualActor to, in Envelope envelope)
    {
        var from = Acting(out var departs);
        if (from is { Node.HasCrashed: true }) return;
        var delivery = new Delivery(from, to, envelope);
        if (from is not null && from != _actingFor && from.Node.SendingTime is { } sendingTime && delivery.Crosses)
        {
            from.Charge(sendingTime(delivery.Message));
            departs = Math.Max(departs, from.BusyUntil);
        }
        delivery.DepartsAt = departs;
        if (departs <= pump.Now) Depart(delivery);
        else pump.Add(departs, new Departure(pump, from!, delivery));
    }

    /// <summary>Lets a message leave its sender.</summary>
    public void Depart(Delivery delivery)
    {
        if (delivery.Crosses)
        {
            Network.Send(delivery);
            return;
        }
        delivery.ArrivesAt = pump.Now;
        pump.Add(pump.Now, delivery);
    }

    /// <summary>Hands a message that has arrived at its node to the receiver.</summary>
    public void Arrive(Delivery delivery)
    {
        if (delivery.IsBeforeCard && Network.WaitsForCard(delivery)) return;
        if (delivery.To.HasStopped || !delivery.To.Node.IsUp) Fail(delivery);
        else delivery.To.Take(delivery);
    }

    /// <summary>Lets the receiver handle a message.</summary>
    public void Handle(Delivery delivery)
    {
        var to = delivery.To;
        Log.Delivered(delivery, pump.Now);
        if (to.Node.HandlingTime is { } handlingTime) to.Charge(handlingTime(delivery.Message));
        to.Dispatcher.Deliver(to.Cell, delivery.Envelope);
    }

    /// <summary>Reports a message that can no longer be handled. Where its node is up, Akka gets the dead letter.</summary>
    public void Fail(Delivery delivery)
    {
        Log.Lost(delivery, pump.Now, FaultKind.Undeliverable);
        if (delivery.To is { HasStopped: true, Node.IsUp: true } to) to.Dispatcher.Deliver(to.Cell, delivery.Envelope);
    }
}

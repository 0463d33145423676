using Akka.Actor;
using Akka.Actor.Internal;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>Every message's way: told, left, arrived, handled.</summary>
internal sealed class PostOffice(Pump pump, Registry registry)
{
    private Resident? _actingFor;

    public VirtualNetwork Network { get; set; } = null!;

    public EventLog Log { get; set; } = null!;

    /// <summary>From here on a timer acts for who set it; null: it is over.</summary>
    public void ActFor(Resident? owner) => _actingFor = owner;

    /// <summary>Who acts at the moment, if anybody, and when what it does counts: a busy actor acts at the end of its work.</summary>
    public Resident? Acting(out long at)
    {
        at = pump.Now;
        // A timer fires beside its actor's work, not in it.
        if (InternalCurrentActorCellKeeper.Current is not { } cell) return _actingFor;
        var actor = registry.Find(cell);
        if (actor is not null) at = Math.Max(at, actor.BusyUntil);
        return actor;
    }

    /// <summary>A message is told. It leaves when its teller is free; a node that has crashed says nothing more.</summary>
    public void Send(Resident to, in Envelope envelope)
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

    /// <summary>A message leaves.</summary>
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

    /// <summary>A message is at the node it goes to.</summary>
    public void Arrive(Delivery delivery)
    {
        if (delivery.IsBeforeCard && Network.WaitsForCard(delivery)) return;
        if (delivery.To.IsGone || !delivery.To.Node.IsUp) Fail(delivery);
        else delivery.To.Take(delivery);
    }

    /// <summary>A message is handled by the actor it was told.</summary>
    public void Handle(Delivery delivery)
    {
        var to = delivery.To;
        Log.Delivered(delivery, pump.Now);
        if (to.Node.HandlingTime is { } handlingTime) to.Charge(handlingTime(delivery.Message));
        to.Dispatcher.Deliver(to.Cell, delivery.Envelope);
    }

    /// <summary>A message cannot be handled any more. Where a node runs, Akka learns of its dead letter.</summary>
    public void Fail(Delivery delivery)
    {
        Log.Lost(delivery, pump.Now, FaultKind.Undeliverable);
        if (delivery.To is { IsGone: true, Node.IsUp: true } to) to.Dispatcher.Deliver(to.Cell, delivery.Envelope);
    }
}

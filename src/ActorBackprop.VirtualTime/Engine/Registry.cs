using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Actor.Internal;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>
/// Knows the node of every actor. An actor lives on its parent's node; a top-level actor on the node that starts it, or on that of the actor
/// that does.
/// </summary>
internal sealed class Registry(Pump pump)
{
    private readonly Dictionary<IActorRef, Node> _expected = new(ReferenceEqualityComparer.Instance);
    private readonly ConditionalWeakTable<ActorCell, VirtualActor> _others = []; // gone, or with a mailbox of another kind
    private int _actors;

    /// <summary>The node of actors that are on none, such as tests and observers. No network lies between it and the others.</summary>
    public Node Outside { get; set; } = null!;

    /// <summary>The node on which an actor is being started; null for none in particular.</summary>
    public Node? Placing { get; set; }

    /// <summary>Returns the actor of a cell, running or stopped; null if virtual time does not model it.</summary>
    public VirtualActor? Find(ActorCell cell) =>
        cell.Mailbox?.MessageQueue is VirtualQueue { VirtualActor: { } actor } ? actor
        : _others.TryGetValue(cell, out var other) ? other
        : null;

    /// <summary>
    /// Notes the node of a child that starts now or later. A child of Akka's own /system serves every
    /// node, whichever needed it first: it is outside, and no crash stops it.
    /// </summary>
    public void Expect(ActorCell supervisor, IActorRef child)
    {
        if (CellOf(child) is { } started && Find(started) is not null) return;
        _expected[child] = child.Path.Elements is ["system", ..] ? Outside
            : Find(supervisor)?.Node
            ?? (InternalCurrentActorCellKeeper.Current is { } creator ? Find(creator)?.Node : null)
            ?? Placing ?? Outside;
    }

    public void Attach(ActorCell cell, VirtualDispatcher dispatcher)
    {
        if (RealTimeGuard.ReasonAgainstStarting(cell) is { } refusal) pump.RecordViolation(refusal);
        if (!_expected.Remove(cell.Self, out var node)) node = NodeOf(cell.Parent) ?? Outside;
        if (!dispatcher.IsModelled)
        {
            if (cell.Self.Path.Elements is ["user", _, ..]) Escaped(cell);
            return;
        }
        var actor = new VirtualActor(pump, ++_actors, cell, dispatcher, node);
        if (cell.Mailbox?.MessageQueue is VirtualQueue queue) queue.VirtualActor = actor;
        else _others.Add(cell, actor);
    }

    /// <summary>Removes an actor that has stopped.</summary>
    public void Detach(VirtualActor actor)
    {
        actor.HasStopped = true;
        actor.Node.Actors.Remove(actor.Entry);
        _others.AddOrUpdate(actor.Cell, actor);
        foreach (var delivery in actor.TakeAll()) pump.Post.Fail(delivery);
    }

    /// <summary>Reports the children that were expected and have not come: they run on threads that virtual time does not control.</summary>
    public void CheckExpected()
    {
        if (_expected.Count == 0) return;
        foreach (var child in _expected.Keys)
            if (CellOf(child) is { Dispatcher: not VirtualDispatcher } cell) Escaped(cell);
        _expected.Clear();
    }

    /// <summary>Returns the time until another actor learns of an actor's death.</summary>
    public TimeSpan TimeToDetect(IActorRef dead, VirtualActor watcher)
    {
        if (CellOf(dead) is not { } cell || Find(cell) is not { } last || last.Node == watcher.Node) return TimeSpan.Zero;
        var (network, detection) = (pump.Post.Network, pump.Post.Network.FailureDetection);
        // A node that leaves says so, and its word takes the link's latency.
        return last.Node.IsLeaving && network.Between(last.Node, watcher.Node).Latency is var latency && latency < detection ? latency : detection;
    }

    private Node? NodeOf(IActorRef parent) =>
        CellOf(parent) is { } cell && Find(cell) is { } above ? above.Node : _expected.GetValueOrDefault(parent);

    private static ActorCell? CellOf(IActorRef actor) => (actor as ActorRefWithCell)?.Underlying as ActorCell;

    private void Escaped(ActorCell cell) => pump.Escaped($"{cell.Self.Path.ToStringWithoutAddress()} has the dispatcher "
        + $"{cell.Dispatcher.Id}, which virtual time does not run: an actor has the default dispatcher, or one that is "
        + "configured without a type, and so has the default's");
}

using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Actor.Internal;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>
/// Who lives where. An actor lives with its parent; one at the top with the node that starts it, or the actor that does.
/// </summary>
internal sealed class Registry(Pump pump)
{
    private readonly Dictionary<IActorRef, Node> _expected = new(ReferenceEqualityComparer.Instance);
    private readonly ConditionalWeakTable<ActorCell, Resident> _others = []; // gone, or with a mailbox of another kind
    private int _actors;

    /// <summary>The node of what is on none: the tests, the observers. No network lies between it and the others.</summary>
    public Node Outside { get; set; } = null!;

    /// <summary>Where an actor is being started; null for nowhere in particular.</summary>
    public Node? Placing { get; set; }

    /// <summary>The actor of a cell, living or gone; null if virtual time does not model it.</summary>
    public Resident? Find(ActorCell cell) =>
        cell.Mailbox?.MessageQueue is VirtualQueue { Resident: { } resident } ? resident
        : _others.TryGetValue(cell, out var other) ? other
        : null;

    /// <summary>
    /// An actor is to have a child, which starts now or when the actor gets to it. A child of Akka's own /system serves every
    /// node, whichever needed it first: it is outside, and no crash takes it away.
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
        if (RealTime.OfStarting(cell) is { } refusal) pump.Violate(refusal);
        if (!_expected.Remove(cell.Self, out var node)) node = NodeOf(cell.Parent) ?? Outside;
        if (!dispatcher.IsModelled)
        {
            if (cell.Self.Path.Elements is ["user", _, ..]) Escaped(cell);
            return;
        }
        var resident = new Resident(pump, ++_actors, cell, dispatcher, node);
        if (cell.Mailbox?.MessageQueue is VirtualQueue queue) queue.Resident = resident;
        else _others.Add(cell, resident);
    }

    /// <summary>An actor has stopped.</summary>
    public void Detach(Resident resident)
    {
        resident.IsGone = true;
        resident.Node.Residents.Remove(resident.Entry);
        _others.AddOrUpdate(resident.Cell, resident);
        foreach (var delivery in resident.TakeAll()) pump.Post.Fail(delivery);
    }

    /// <summary>Whoever was expected and has not come runs on threads that virtual time knows nothing of.</summary>
    public void CheckExpected()
    {
        if (_expected.Count == 0) return;
        foreach (var child in _expected.Keys)
            if (CellOf(child) is { Dispatcher: not VirtualDispatcher } cell) Escaped(cell);
        _expected.Clear();
    }

    /// <summary>Time until the death of one actor is noticed by another.</summary>
    public TimeSpan TimeToDetect(IActorRef dead, Resident watcher)
    {
        if (CellOf(dead) is not { } cell || Find(cell) is not { } last || last.Node == watcher.Node) return TimeSpan.Zero;
        var (network, detection) = (pump.Post.Network, pump.Post.Network.FailureDetection);
        // A node that leaves says so, and is believed when that arrives.
        return last.Node.IsLeaving && network.Between(last.Node, watcher.Node).Latency is var latency && latency < detection ? latency : detection;
    }

    private Node? NodeOf(IActorRef parent) =>
        CellOf(parent) is { } cell && Find(cell) is { } above ? above.Node : _expected.GetValueOrDefault(parent);

    private static ActorCell? CellOf(IActorRef actor) => (actor as ActorRefWithCell)?.Underlying as ActorCell;

    private void Escaped(ActorCell cell) => pump.Escaped($"{cell.Self.Path.ToStringWithoutAddress()} has the dispatcher "
        + $"{cell.Dispatcher.Id}, which virtual time does not run: an actor has the default dispatcher, or one that is "
        + "configured without a type, and so has the default's");
}

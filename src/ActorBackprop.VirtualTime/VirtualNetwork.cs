using ActorBackprop.VirtualTime.Engine;

namespace ActorBackprop.VirtualTime;

/// <summary>
/// The network between the nodes: links, network cards, partitions. Random draws depend on the seed, the link and the number of messages
/// it has carried, so that the traffic of one link does not change the draws of another.
/// </summary>
public sealed class VirtualNetwork
{
    private readonly VirtualSystem _system;
    private readonly Dictionary<ulong, LinkState> _states = [];
    private bool _isPerfect = true;

    internal VirtualNetwork(VirtualSystem system) => _system = system;

    /// <summary>The link between two nodes without a particular link. Default: <see cref="Link.Perfect"/>.</summary>
    /// <exception cref="ArgumentException">A time is negative, a probability is not from 0 to 1, or a bandwidth is not positive.</exception>
    public Link Default
    {
        get;
        set
        {
            value.Check();
            (field, _isPerfect) = (value, _isPerfect && value.IsPerfect);
        }
    } = Link.Perfect;

    /// <summary>The time until a watcher of an actor of another node learns that it has stopped. Default: 50 ms.</summary>
    /// <exception cref="ArgumentException">It is negative.</exception>
    public TimeSpan FailureDetection
    {
        get;
        set => field = value >= TimeSpan.Zero ? value : throw new ArgumentException($"a time cannot be negative, found {value}");
    } = TimeSpan.FromMilliseconds(50);

    /// <summary>Sets the link from one node to another, one way; null returns it to <see cref="Default"/>.</summary>
    /// <exception cref="ArgumentException">A time is negative, a probability is not from 0 to 1, or a bandwidth is not positive.</exception>
    public void Connect(Node from, Node to, Link? link)
    {
        link?.Check();
        State(from, to).Link = link;
        _isPerfect = false;
    }

    /// <summary>Returns the link from one node to another.</summary>
    public Link Between(Node from, Node to) => _states.GetValueOrDefault(LinkState.KeyOf(from, to))?.Link ?? Default;

    /// <summary>
    /// Cuts two nodes off from each other, both ways: new messages between them are lost, messages in flight arrive.
    /// Watchers are not told: to a watcher, silence is not death.
    /// </summary>
    public void Cut(Node one, Node other)
    {
        if (IsCut(one, other)) return;
        SetCut(one, other, true);
        _isPerfect = false;
        _system.Log.Fault(FaultKind.Cut, one, other);
    }

    /// <summary>Reconnects two nodes that <see cref="Cut"/> has cut off from each other.</summary>
    public void Heal(Node one, Node other)
    {
        if (!IsCut(one, other)) return;
        SetCut(one, other, false);
        _system.Log.Fault(FaultKind.Heal, one, other);
    }

    /// <summary>Returns whether two nodes are cut off from each other.</summary>
    public bool IsCut(Node one, Node other) => _states.GetValueOrDefault(LinkState.KeyOf(one, other)) is { IsCut: true };

    /// <summary>Sends a message that leaves its node.</summary>
    internal void Send(Delivery delivery)
    {
        var (from, to) = (delivery.From!.Node, delivery.To.Node);
        if (_isPerfect && double.IsPositiveInfinity(from.SendsBytesPerSecond) && double.IsPositiveInfinity(to.ReceivesBytesPerSecond))
        {
            Deliver(delivery, delivery.DepartsAt);
            return;
        }
        var state = State(from, to);
        var link = state.Link ?? Default;
        delivery.Bytes = _system.BytesOf(delivery.Message);
        state.Next();
        if (state.IsCut)
        {
            Lose(delivery, FaultKind.Loss);
            return;
        }
        var isFull = state.IsFull(link, delivery, from);
        if (isFull && link.RetransmissionTimeout is null)
        {
            Lose(delivery, FaultKind.Loss);
            return;
        }
        var sent = state.Transmit(link, delivery, from);
        if (state.Breaks(link))
        {
            Lose(delivery, FaultKind.Break);
            return;
        }
        var losses = state.Losses(link) + (isFull ? 1 : 0);
        if (losses > (link.RetransmissionTimeout is null ? 0 : Link.Retransmissions))
        {
            Lose(delivery, FaultKind.Loss);
            return;
        }
        if (losses > 0)
        {
            sent = LinkState.SentAgain(link, delivery, sent, losses);
            _system.Log.Fault(FaultKind.Retransmission, from, to);
        }
        var arrival = state.Arrival(link, sent, out var overtakable);
        Deliver(delivery, arrival);
        if (overtakable) _system.Log.Fault(FaultKind.Reordering, from, to);
        if (!state.Duplicates(link)) return;
        _system.Log.Fault(FaultKind.Duplication, from, to);
        Deliver(delivery.Copy(), state.SecondArrival(link, arrival));
    }

    /// <summary>
    /// Returns whether a message has to wait until the card of its node has received the messages before it, and itself; it has been
    /// received byte by byte since its first byte came.
    /// </summary>
    internal bool WaitsForCard(Delivery delivery)
    {
        delivery.IsBeforeCard = false;
        var (node, now) = (delivery.To.Node, _system.Pump.Now);
        var start = Math.Max(now - delivery.Spread, node.ReceivesUntil);
        var received = Math.Max(now, start + Ticks.Of(delivery.Bytes, node.ReceivesBytesPerSecond));
        node.ReceivesUntil = received;
        if (received <= now) return false;
        delivery.ArrivesAt = received;
        _system.Pump.Add(received, delivery);
        return true;
    }

    private void Lose(Delivery delivery, FaultKind kind) => _system.Log.Lost(delivery, _system.Pump.Now, kind);

    private LinkState State(Node from, Node to)
    {
        var key = LinkState.KeyOf(from, to);
        if (!_states.TryGetValue(key, out var state)) _states.Add(key, state = new LinkState(_system.Seed, key));
        return state;
    }

    private void SetCut(Node one, Node other, bool isCut) => State(one, other).IsCut = State(other, one).IsCut = isCut;

    private void Deliver(Delivery delivery, long at)
    {
        delivery.ArrivesAt = at;
        delivery.IsBeforeCard = !double.IsPositiveInfinity(delivery.To.Node.ReceivesBytesPerSecond);
        _system.Pump.Add(at, delivery);
    }
}

/// <summary>A message in flight from one node to another.</summary>
/// <param name="From">The node it left.</param>
/// <param name="To">The node it goes to.</param>
/// <param name="Message">The message.</param>
/// <param name="Bytes">Its size in bytes.</param>
/// <param name="Departs">The virtual time at which it left.</param>
/// <param name="Arrives">The virtual time at which it arrives.</param>
public readonly record struct MessageInFlight(Node From, Node To, object Message, long Bytes, TimeSpan Departs, TimeSpan Arrives);

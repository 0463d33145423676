using ActorBackprop.VirtualTime.Engine;

namespace ActorBackprop.VirtualTime;

/// <summary>
/// What lies between the nodes: links, network cards, partitions. Draws depend on the seed, the link and how many messages
/// it has carried, so that what happens on one link does not move the luck of another.
/// </summary>
public sealed class VirtualNetwork
{
    private readonly VirtualSystem _system;
    private readonly Dictionary<ulong, LinkState> _states = [];
    private bool _isPerfect = true;

    internal VirtualNetwork(VirtualSystem system) => _system = system;

    /// <summary>The link of two nodes that have none of their own. Default: perfect.</summary>
    /// <exception cref="ArgumentException">It is impossible.</exception>
    public Link Default
    {
        get;
        set
        {
            value.Check();
            (field, _isPerfect) = (value, _isPerfect && value.IsPerfect);
        }
    } = Link.Perfect;

    /// <summary>Time until who watches an actor of another node learns that it has stopped. Default: 50 ms.</summary>
    /// <exception cref="ArgumentException">It is negative.</exception>
    public TimeSpan FailureDetection
    {
        get;
        set => field = value >= TimeSpan.Zero ? value : throw new ArgumentException($"a time cannot be negative, found {value}");
    } = TimeSpan.FromMilliseconds(50);

    /// <summary>Gives the way from one node to another a link of its own; null takes it away again.</summary>
    /// <exception cref="ArgumentException">It is impossible.</exception>
    public void Connect(Node from, Node to, Link? link)
    {
        link?.Check();
        State(from, to).Own = link;
        _isPerfect = false;
    }

    /// <summary>The link from one node to another.</summary>
    public Link Between(Node from, Node to) => _states.GetValueOrDefault(LinkState.Way(from, to))?.Own ?? Default;

    /// <summary>
    /// Cuts two nodes off from each other, both ways: what they tell each other is lost, what is under way arrives. Nobody is
    /// told: to a watcher, silence is not death.
    /// </summary>
    public void Cut(Node one, Node other)
    {
        if (IsCut(one, other)) return;
        SetCut(one, other, true);
        _isPerfect = false;
        _system.Log.Fault(FaultKind.Cut, one, other);
    }

    /// <summary>Mends what <see cref="Cut"/> cut.</summary>
    public void Heal(Node one, Node other)
    {
        if (!IsCut(one, other)) return;
        SetCut(one, other, false);
        _system.Log.Fault(FaultKind.Heal, one, other);
    }

    /// <summary>Whether two nodes are cut off from each other.</summary>
    public bool IsCut(Node one, Node other) => _states.GetValueOrDefault(LinkState.Way(one, other)) is { IsCut: true };

    /// <summary>A message leaves its node.</summary>
    internal void Send(Delivery delivery)
    {
        var (from, to) = (delivery.From!.Node, delivery.To.Node);
        if (_isPerfect && double.IsPositiveInfinity(from.SendsBytesPerSecond) && double.IsPositiveInfinity(to.ReceivesBytesPerSecond))
        {
            Deliver(delivery, delivery.DepartsAt);
            return;
        }
        var state = State(from, to);
        var link = state.Own ?? Default;
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
    /// Whether a message has to wait until the card of its node has received what came before it, and itself; it has been
    /// received byte by byte since its first one came.
    /// </summary>
    internal bool WaitsForCard(Delivery delivery)
    {
        delivery.IsBeforeCard = false;
        var (node, now) = (delivery.To.Node, _system.Pump.Now);
        var start = Math.Max(now - delivery.Spread, node.ReceivesFrom);
        var received = Math.Max(now, start + Ticks.Of(delivery.Bytes, node.ReceivesBytesPerSecond));
        node.ReceivesFrom = received;
        if (received <= now) return false;
        delivery.ArrivesAt = received;
        _system.Pump.Add(received, delivery);
        return true;
    }

    private void Lose(Delivery delivery, FaultKind kind) => _system.Log.Lost(delivery, _system.Pump.Now, kind);

    private LinkState State(Node from, Node to)
    {
        var way = LinkState.Way(from, to);
        if (!_states.TryGetValue(way, out var state)) _states.Add(way, state = new LinkState(_system.Seed, way));
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

/// <summary>A message under way from one node to another.</summary>
/// <param name="From">Where it comes from.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Message">What it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Departs">When it left.</param>
/// <param name="Arrives">When it is due.</param>
public readonly record struct MessageInFlight(Node From, Node To, object Message, long Bytes, TimeSpan Departs, TimeSpan Arrives);

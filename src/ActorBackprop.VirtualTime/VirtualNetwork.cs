using ActorBackprop.VirtualTime.Engine;

namespace ActorBackprop.VirtualTime;

/// <summary>
/// What lies between the nodes: links, network cards, partitions. Draws depend on the seed, the link and how many messages
/// it has carried, so that what happens on one link does not move the luck of another.
/// </summary>
public sealed class VirtualNetwork
{
    private readonly VirtualSystem _system;
    private readonly Dictionary<(int From, int To), Link> _own = [];
    private readonly Dictionary<(int From, int To), LinkState> _states = [];
    private readonly HashSet<(int From, int To)> _cut = []; // looked up, never enumerated
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
    public TimeSpan FailureDetection { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Gives the way from one node to another a link of its own; null takes it away again.</summary>
    /// <exception cref="ArgumentException">It is impossible.</exception>
    public void Connect(Node from, Node to, Link? link)
    {
        link?.Check();
        if (link is null) _own.Remove((from.Number, to.Number));
        else _own[(from.Number, to.Number)] = link;
        _isPerfect = false;
    }

    /// <summary>The link from one node to another.</summary>
    public Link Between(Node from, Node to) => _own.GetValueOrDefault((from.Number, to.Number), Default);

    /// <summary>Cuts two nodes off from each other, both ways: what they tell each other is lost.</summary>
    public void Cut(Node one, Node other)
    {
        if (!_cut.Add((one.Number, other.Number))) return;
        _cut.Add((other.Number, one.Number));
        _isPerfect = false;
        _system.Log.Fault(FaultKind.Cut, one, other);
    }

    /// <summary>Mends what <see cref="Cut"/> cut.</summary>
    public void Heal(Node one, Node other)
    {
        if (!_cut.Remove((one.Number, other.Number))) return;
        _cut.Remove((other.Number, one.Number));
        _system.Log.Fault(FaultKind.Heal, one, other);
    }

    /// <summary>Whether two nodes are cut off from each other.</summary>
    public bool IsCut(Node one, Node other) => _cut.Contains((one.Number, other.Number));

    internal void Send(Delivery delivery)
    {
        var (from, to) = (delivery.From!.Node, delivery.To.Node);
        if (_isPerfect && double.IsPositiveInfinity(from.SendsBytesPerSecond) && double.IsPositiveInfinity(to.ReceivesBytesPerSecond))
        {
            Deliver(delivery, delivery.DepartsAt);
            return;
        }
        if (!from.IsUp || (_cut.Count > 0 && _cut.Contains((from.Number, to.Number))))
        {
            _system.Log.Lost(delivery, _system.Pump.Now, FaultKind.Loss);
            return;
        }
        var way = (from.Number, to.Number);
        var link = _own.Count > 0 && _own.TryGetValue(way, out var own) ? own : Default;
        if (!_states.TryGetValue(way, out var state)) _states.Add(way, state = new LinkState(_system.Seed, way));
        delivery.Bytes = _system.BytesOf(delivery.Envelope.Message);
        state.Next();
        if (state.Loses(link, delivery))
        {
            _system.Log.Lost(delivery, _system.Pump.Now, FaultKind.Loss);
            return;
        }
        var sent = state.Transmit(link, delivery, from);
        Deliver(delivery, state.Arrival(link, sent, out var overtakable));
        if (overtakable) _system.Log.Fault(FaultKind.Reordering, from, to);
        if (!state.Duplicates(link)) return;
        _system.Log.Fault(FaultKind.Duplication, from, to);
        Deliver(delivery.Copy(), state.SecondArrival(link, sent));
    }

    /// <summary>Whether a message has to wait until the card of its node has received what came before it, and itself.</summary>
    internal bool WaitsForCard(Delivery delivery)
    {
        delivery.IsBeforeCard = false;
        var (node, now) = (delivery.To.Node, _system.Pump.Now);
        var begun = Math.Max(node.ReceivesFrom, now - delivery.Length);
        var received = Math.Max(now, begun + LinkState.Ticks(delivery.Bytes, node.ReceivesBytesPerSecond));
        node.ReceivesFrom = received;
        if (received <= now) return false;
        delivery.ArrivesAt = received;
        _system.Pump.Add(received, delivery);
        return true;
    }

    private void Deliver(Delivery delivery, long at)
    {
        delivery.ArrivesAt = at;
        delivery.IsBeforeCard = !double.IsPositiveInfinity(delivery.To.Node.ReceivesBytesPerSecond);
        _system.Pump.Add(at, delivery);
    }
}

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>One direction between two nodes: what is on it, and its luck.</summary>
internal sealed class LinkState(ulong seed, ulong way)
{
    private ulong _messages;
    private long _freeFrom, _lastArrival;

    /// <summary>Draws of one message; each has its own place, so that one that is not needed moves no other.</summary>
    private enum Draw : ulong
    {
        Loss,
        Jitter,
        Reordering,
        ReorderingDelay,
        Duplication,
        SecondJitter,
        Count,
    }

    /// <summary>What it is like; null for the network's default.</summary>
    public Link? Own { get; set; }

    /// <summary>Whether the two are cut off from each other.</summary>
    public bool IsCut { get; set; }

    /// <summary>The key of a direction.</summary>
    public static ulong Way(Node from, Node to) => ((ulong)(uint)from.Number << 32) | (uint)to.Number;

    /// <summary>One message more.</summary>
    public void Next() => _messages++;

    /// <summary>Whether more waits for the link than may, once the message has come to the front of its node's card.</summary>
    public bool IsFull(Link link, Delivery delivery, Node from)
    {
        if (link.QueueBytes == long.MaxValue || double.IsPositiveInfinity(link.BytesPerSecond)) return false;
        var waits = Math.Max(0, _freeFrom - Math.Max(delivery.DepartsAt, from.SendsFrom));
        return waits * link.BytesPerSecond / TimeSpan.TicksPerSecond > link.QueueBytes;
    }

    /// <summary>
    /// When its last byte has left. It passes its node's card and the link at once, byte by byte, each after what went
    /// before; the slower of the two decides.
    /// </summary>
    public long Transmit(Link link, Delivery delivery, Node from)
    {
        var start = Math.Max(delivery.DepartsAt, from.SendsFrom);
        from.SendsFrom = start + Ticks.Of(delivery.Bytes, from.SendsBytesPerSecond);
        var first = Math.Max(start, _freeFrom);
        _freeFrom = first + Ticks.Of(delivery.Bytes, link.BytesPerSecond);
        var last = Math.Max(from.SendsFrom, _freeFrom);
        delivery.Spread = last - first;
        return last;
    }

    /// <summary>How often it is lost by chance before it arrives; above <see cref="Link.Retransmissions"/>, it does not.</summary>
    public int Losses(Link link)
    {
        if (link.Loss <= 0 || Unit(Draw.Loss) >= link.Loss) return 0;
        var losses = 1;
        while (losses <= Link.Retransmissions && UnitBeside(losses) < link.Loss) losses++;
        return losses;
    }

    /// <summary>Whether the connection breaks under it.</summary>
    public bool Breaks(Link link) => link.Break > 0 && UnitBeside(0) < link.Break;

    /// <summary>When its last byte has left for the last time, after it was lost. Nothing else waits for the link meanwhile.</summary>
    public static long SentAgain(Link link, Delivery delivery, long sent, int losses)
    {
        var timeout = link.RetransmissionTimeout!.Value;
        for (var i = 0; i < losses; i++)
        {
            sent += timeout.Ticks + Ticks.Of(delivery.Bytes, link.BytesPerSecond);
            timeout = 2 * timeout < Link.LongestRetransmissionTimeout ? 2 * timeout : Link.LongestRetransmissionTimeout;
        }
        return sent;
    }

    /// <summary>When it arrives: after what went before it. If it may be overtaken, the next does not wait for it.</summary>
    public long Arrival(Link link, long sent, out bool overtakable)
    {
        var arrival = Math.Max(sent + link.Latency.Ticks + Part(link.Jitter, Draw.Jitter), _lastArrival);
        overtakable = link.Reordering > 0 && Unit(Draw.Reordering) < link.Reordering;
        return overtakable ? arrival + Part(link.ReorderingDelay, Draw.ReorderingDelay) : _lastArrival = arrival;
    }

    public bool Duplicates(Link link) => link.Duplication > 0 && Unit(Draw.Duplication) < link.Duplication;

    /// <summary>When it arrives once more: some time after the first.</summary>
    public long SecondArrival(Link link, long arrival) => arrival + Part(link.Jitter + link.ReorderingDelay, Draw.SecondJitter);

    private long Part(TimeSpan whole, Draw draw) => whole == TimeSpan.Zero ? 0 : (long)(Unit(draw) * whole.Ticks);

    private double Unit(Draw draw) => Draws.Unit(seed, way, _messages * (ulong)Draw.Count + (ulong)draw);

    /// <summary>A draw beside the others, which stay what they were before there were these.</summary>
    private double UnitBeside(int number) => Draws.Unit(seed, ~way, _messages * (Link.Retransmissions + 1) + (ulong)number);
}

/// <summary>
/// Random numbers that depend on (seed, stream, index) alone, never on who drew before: SplitMix64's finalizer
/// (Steele, Lea and Flood 2014) over the three.
/// </summary>
internal static class Draws
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>A number from [0, 1), 53 bits of it random.</summary>
    public static double Unit(ulong seed, ulong stream, ulong index) =>
        (Mix(Mix(Mix(seed + Golden) ^ stream) ^ index) >> 11) * (1.0 / (1L << 53));

    private static ulong Mix(ulong z)
    {
        z += Golden;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

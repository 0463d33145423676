namespace ActorBackprop.VirtualTime.Engine;

/// <summary>The state of one direction between two nodes: the messages on it and its random draws.</summary>
internal sealed class LinkState(ulong seed, ulong key)
{
    private ulong _messages;
    private long _freeFrom, _lastArrival;

    /// <summary>The draws of one message. Each has its own index, so that a draw that is not needed moves no other.</summary>
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

    /// <summary>The link; null for the network's default.</summary>
    public Link? Link { get; set; }

    /// <summary>Whether the two nodes are cut off from each other.</summary>
    public bool IsCut { get; set; }

    /// <summary>Returns the key of a direction.</summary>
    public static ulong KeyOf(Node from, Node to) => ((ulong)(uint)from.Number << 32) | (uint)to.Number;

    /// <summary>Counts a message.</summary>
    public void Next() => _messages++;

    /// <summary>Returns whether the link's queue is full when the message has come to the front of its node's card.</summary>
    public bool IsFull(Link link, Delivery delivery, Node from)
    {
        if (link.QueueBytes == long.MaxValue || double.IsPositiveInfinity(link.BytesPerSecond)) return false;
        var waits = Math.Max(0, _freeFrom - Math.Max(delivery.DepartsAt, from.SendsUntil));
        return waits * link.BytesPerSecond / TimeSpan.TicksPerSecond > link.QueueBytes;
    }

    /// <summary>
    /// Returns when the message's last byte has left. It passes its node's card and the link at once, byte by byte, after the messages
    /// before it; the slower of the two decides.
    /// </summary>
    public long Transmit(Link link, Delivery delivery, Node from)
    {
        var start = Math.Max(delivery.DepartsAt, from.SendsUntil);
        from.SendsUntil = start + Ticks.Of(delivery.Bytes, from.SendsBytesPerSecond);
        var first = Math.Max(start, _freeFrom);
        _freeFrom = first + Ticks.Of(delivery.Bytes, link.BytesPerSecond);
        var last = Math.Max(from.SendsUntil, _freeFrom);
        delivery.Spread = last - first;
        return last;
    }

    /// <summary>Returns how often the message is lost by chance before it arrives; above <see cref="Link.Retransmissions"/> it never does.</summary>
    public int Losses(Link link)
    {
        if (link.Loss <= 0 || Unit(Draw.Loss) >= link.Loss) return 0;
        var losses = 1;
        while (losses <= Link.Retransmissions && UnitBeside(losses) < link.Loss) losses++;
        return losses;
    }

    /// <summary>Returns whether the connection breaks under the message.</summary>
    public bool Breaks(Link link) => link.Break > 0 && UnitBeside(0) < link.Break;

    /// <summary>Returns when the last byte of a lost message has left for the last time. No other message waits for the link meanwhile.</summary>
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

    /// <summary>Returns when the message arrives: after those before it. If it may be overtaken, the next does not wait for it.</summary>
    public long Arrival(Link link, long sent, out bool overtakable)
    {
        var arrival = Math.Max(sent + link.Latency.Ticks + Part(link.Jitter, Draw.Jitter), _lastArrival);
        overtakable = link.Reordering > 0 && Unit(Draw.Reordering) < link.Reordering;
        return overtakable ? arrival + Part(link.ReorderingDelay, Draw.ReorderingDelay) : _lastArrival = arrival;
    }

    public bool Duplicates(Link link) => link.Duplication > 0 && Unit(Draw.Duplication) < link.Duplication;

    /// <summary>Returns when the second copy arrives: some time after the first.</summary>
    public long SecondArrival(Link link, long arrival) => arrival + Part(link.Jitter + link.ReorderingDelay, Draw.SecondJitter);

    private long Part(TimeSpan whole, Draw draw) => whole == TimeSpan.Zero ? 0 : (long)(Unit(draw) * whole.Ticks);

    private double Unit(Draw draw) => Draws.Unit(seed, key, _messages * (ulong)Draw.Count + (ulong)draw);

    /// <summary>Returns a draw from a second stream, which leaves the draws of the first as they were before there was a second.</summary>
    private double UnitBeside(int number) => Draws.Unit(seed, ~key, _messages * (Link.Retransmissions + 1) + (ulong)number);
}

/// <summary>
/// Random numbers that depend on (seed, stream, index) alone, never on earlier draws: SplitMix64's finalizer
/// (Steele, Lea and Flood 2014) over the three.
/// </summary>
internal static class Draws
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>Returns a number from [0, 1), 53 bits of it random.</summary>
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

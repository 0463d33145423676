namespace ActorBackprop.VirtualTime.Engine;

/// <summary>One direction between two nodes: what is on it, and its luck.</summary>
internal sealed class LinkState(ulong seed, (int From, int To) way)
{
    private readonly ulong _stream = ((ulong)(uint)way.From << 32) | (uint)way.To;
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

    /// <summary>Ticks that a number of bytes takes.</summary>
    public static long Ticks(long bytes, double bytesPerSecond) =>
        double.IsPositiveInfinity(bytesPerSecond) ? 0 : (long)Math.Ceiling(bytes / bytesPerSecond * TimeSpan.TicksPerSecond);

    /// <summary>One message more.</summary>
    public void Next() => _messages++;

    /// <summary>Whether the message is lost, by chance or because too much waits already.</summary>
    public bool Loses(Link link, Delivery delivery)
    {
        if (link.Loss > 0 && Unit(Draw.Loss) < link.Loss) return true;
        var waiting = Math.Max(0, _freeFrom - delivery.DepartsAt) / (double)TimeSpan.TicksPerSecond * link.BytesPerSecond;
        return waiting > link.QueueBytes;
    }

    /// <summary>When its last byte has left: it passes the sender's network card and the link, one after another's.</summary>
    public long Transmit(Link link, Delivery delivery, Node from)
    {
        var start = Math.Max(delivery.DepartsAt, from.SendsFrom);
        var sent = start + Ticks(delivery.Bytes, from.SendsBytesPerSecond);
        from.SendsFrom = sent;
        var time = Ticks(delivery.Bytes, link.BytesPerSecond);
        delivery.Length = Math.Max(sent - start, time);
        return _freeFrom = Math.Max(sent, Math.Max(start, _freeFrom) + time);
    }

    /// <summary>When it arrives: after what went before it, unless it may be overtaken.</summary>
    public long Arrival(Link link, long sent, out bool overtakable)
    {
        var arrival = sent + link.Latency.Ticks + Part(link.Jitter, Draw.Jitter);
        overtakable = link.Reordering > 0 && Unit(Draw.Reordering) < link.Reordering;
        return overtakable
            ? arrival + Part(link.ReorderingDelay, Draw.ReorderingDelay)
            : _lastArrival = Math.Max(arrival, _lastArrival);
    }

    public bool Duplicates(Link link) => link.Duplication > 0 && Unit(Draw.Duplication) < link.Duplication;

    /// <summary>When it arrives once more: it may be overtaken.</summary>
    public long SecondArrival(Link link, long sent) =>
        sent + link.Latency.Ticks + Part(link.Jitter + link.ReorderingDelay, Draw.SecondJitter);

    private long Part(TimeSpan whole, Draw draw) => whole == TimeSpan.Zero ? 0 : (long)(Unit(draw) * whole.Ticks);

    private double Unit(Draw draw) => Draws.Unit(seed, _stream, _messages * (ulong)Draw.Count + (ulong)draw);
}

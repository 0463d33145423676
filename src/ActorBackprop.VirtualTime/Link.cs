namespace ActorBackprop.VirtualTime;

/// <summary>One direction of the connection between two nodes. The default is perfect: no time, no loss.</summary>
public sealed record Link
{
    /// <summary>Times that a lost message is sent again: as often as Linux does by default (tcp_retries2).</summary>
    public const int Retransmissions = 15;

    /// <summary>The longest time between two transmissions of a message: that of Linux (TCP_RTO_MAX).</summary>
    public static readonly TimeSpan LongestRetransmissionTimeout = TimeSpan.FromMinutes(2);

    /// <summary>A link that takes no time and loses nothing.</summary>
    public static readonly Link Perfect = new();

    /// <summary>Time a message is under way, whatever its size. Default: none.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>On top of the latency, uniformly distributed from nothing to this; messages keep their order. Default: none.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Bytes a second; messages go one after the other. Default: infinite.</summary>
    public double BytesPerSecond { get; init; } = double.PositiveInfinity;

    /// <summary>Bytes that may wait for the link, past its node's card; a message that finds more is lost, once. Default: no limit.</summary>
    public long QueueBytes { get; init; } = long.MaxValue;

    /// <summary>Probability that a message is lost on the way, after it has taken its time on the link. Default: 0.</summary>
    public double Loss { get; init; }

    /// <summary>
    /// Time after which a lost message is sent again, as by TCP: it arrives late, and what was sent after it waits for it. Doubled each
    /// time it is lost once more, up to <see cref="LongestRetransmissionTimeout"/>; after <see cref="Retransmissions"/> times it is lost
    /// for good. Null, the default, is a link of single messages: what is lost is lost for good.
    /// </summary>
    public TimeSpan? RetransmissionTimeout { get; init; }

    /// <summary>Probability that the connection breaks under a message, which is lost for good whatever is sent again. Default: 0.</summary>
    public double Break { get; init; }

    /// <summary>
    /// Probability that a message arrives twice: once more up to <see cref="Jitter"/> and <see cref="ReorderingDelay"/> later. Default: 0.
    /// </summary>
    public double Duplication { get; init; }

    /// <summary>Probability that a message may be overtaken: it comes later by up to <see cref="ReorderingDelay"/>. Default: 0.</summary>
    public double Reordering { get; init; }

    /// <summary>Most that a message that may be overtaken, or a second copy, comes later. Default: 10 ms.</summary>
    public TimeSpan ReorderingDelay { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Whether it takes time or loses anything.</summary>
    internal bool IsPerfect => this == Perfect;

    /// <exception cref="ArgumentException">A time is negative, a probability not from 0 to 1, a bandwidth not positive.</exception>
    internal void Check()
    {
        if (Latency < TimeSpan.Zero || Jitter < TimeSpan.Zero || ReorderingDelay < TimeSpan.Zero || RetransmissionTimeout < TimeSpan.Zero)
            throw new ArgumentException("a link's times cannot be negative");
        CheckBandwidth(BytesPerSecond);
        if (QueueBytes < 0) throw new ArgumentException($"a link's queue cannot be negative, found {QueueBytes}");
        foreach (var probability in new[] { Loss, Break, Duplication, Reordering })
            if (probability is not (>= 0 and <= 1)) throw new ArgumentException($"a probability is from 0 to 1, found {probability}");
    }

    /// <exception cref="ArgumentException">It is not positive.</exception>
    internal static double CheckBandwidth(double bytesPerSecond) =>
        bytesPerSecond > 0 ? bytesPerSecond : throw new ArgumentException($"a bandwidth must be positive, found {bytesPerSecond}");
}

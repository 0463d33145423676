namespace ActorBackprop.VirtualTime;

/// <summary>One direction of the connection between two nodes. The default is perfect: no time, no loss.</summary>
public sealed record Link
{
    /// <summary>The most times that a lost message is sent again: as often as Linux does by default (tcp_retries2).</summary>
    public const int Retransmissions = 15;

    /// <summary>The longest time between two transmissions of a message: that of Linux (TCP_RTO_MAX).</summary>
    public static readonly TimeSpan LongestRetransmissionTimeout = TimeSpan.FromMinutes(2);

    /// <summary>A link that takes no time and loses nothing.</summary>
    public static readonly Link Perfect = new();

    /// <summary>The time a message takes, whatever its size. Default: none.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The most time that is added to the latency, uniformly distributed from 0; messages keep their order. Default: none.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>The bandwidth in bytes per second; messages go one after the other. Default: infinite.</summary>
    public double BytesPerSecond { get; init; } = double.PositiveInfinity;

    /// <summary>The bytes that may wait for the link, past its node's card; a message that finds more is lost, once. Default: no limit.</summary>
    public long QueueBytes { get; init; } = long.MaxValue;

    /// <summary>The probability that a message is lost in flight, after it has taken its time on the link. Default: 0.</summary>
    public double Loss { get; init; }

    /// <summary>
    /// The time after which a lost message is sent again, as by TCP: it arrives late, and later messages wait for it. It doubles with each
    /// further loss, up to <see cref="LongestRetransmissionTimeout"/>; after <see cref="Retransmissions"/> times it is lost
    /// for good. Null, the default, is a link of single messages: a lost message is lost for good.
    /// </summary>
    public TimeSpan? RetransmissionTimeout { get; init; }

    /// <summary>The probability that the connection breaks under a message, which is lost for good even with retransmission. Default: 0.</summary>
    public double Break { get; init; }

    /// <summary>
    /// The probability that a message arrives twice: the second time up to <see cref="Jitter"/> and <see cref="ReorderingDelay"/> later. Default: 0.
    /// </summary>
    public double Duplication { get; init; }

    /// <summary>The probability that a message may be overtaken: it arrives later by up to <see cref="ReorderingDelay"/>. Default: 0.</summary>
    public double Reordering { get; init; }

    /// <summary>The most time by which a message that may be overtaken, or a second copy, arrives later. Default: 10 ms.</summary>
    public TimeSpan ReorderingDelay { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Whether it takes no time and loses nothing.</summary>
    internal bool IsPerfect => this == Perfect;

    /// <exception cref="ArgumentException">A time is negative, a probability is not from 0 to 1, or a bandwidth is not positive.</exception>
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

using System.Collections.Concurrent;
using Akka.Event;

namespace ActorBackprop.Cluster.Tests.Membership;

/// <summary>Takes the place of Akka's standard output, and keeps what a system says from its first moment on.</summary>
public sealed class KeptLog : MinimalLogger
{
    private static readonly ConcurrentQueue<LogEvent> Events = [];

    /// <summary>What has been said.</summary>
    public static IReadOnlyList<LogEvent> All => [.. Events];

    /// <inheritdoc/>
    protected override void Log(object message) => Keep(message);

    /// <summary>Keeps what is said.</summary>
    internal static void Keep(object message)
    {
        if (message is LogEvent said) Events.Enqueue(said);
    }
}

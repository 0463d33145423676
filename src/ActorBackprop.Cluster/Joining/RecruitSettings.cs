using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Wire.Tcp;
using Akka.Actor;

namespace ActorBackprop.Cluster.Joining;

/// <summary>Where a worker process joins, and with what.</summary>
public sealed record RecruitSettings
{
    /// <summary>The leader's address.</summary>
    public required Address Leader { get; init; }

    /// <summary>Workers it starts.</summary>
    public required int Workers { get; init; }

    /// <summary>The run's secret, for finding out why the leader does not answer. Default: none.</summary>
    public string Token { get; init; } = "";

    /// <summary>What proves that the leader has started this process; null where it has not. Default: null.</summary>
    public string? Child { get; init; }

    /// <summary>Which build this is.</summary>
    public required string Build { get; init; }

    /// <summary>Makes the plan and finds the images. Its exceptions' messages are shown.</summary>
    public required Func<JoinOffer, Preparation> Prepare { get; init; }

    /// <summary>How connections are secured; null for plain ones.</summary>
    public WireTls? Tls { get; init; }

    /// <summary>How long it asks for an answer. Default: 30 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}

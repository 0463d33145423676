using ActorBackprop.Cluster.Transport.Tcp;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Cluster.Membership;

/// <summary>Where a worker process joins, and with what.</summary>
public sealed record JoinSettings
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

/// <summary>What a worker process makes of an offer.</summary>
/// <param name="Plan">The plan that the offered settings make.</param>
/// <param name="Data">The samples it trains on.</param>
/// <param name="ConfigurationSha256">Of the settings, as this process understands them.</param>
/// <param name="DataSha256">Of the images.</param>
public sealed record Preparation(TrainingPlan Plan, Dataset Data, string ConfigurationSha256, string DataSha256);

/// <summary>How a worker process ended.</summary>
public enum WorkerEnd
{
    /// <summary>The training is over.</summary>
    Over,

    /// <summary>It left, as it was asked to.</summary>
    Left,

    /// <summary>The leader refused it, or it could not do what was offered.</summary>
    Refused,

    /// <summary>The leader does not answer, or no longer.</summary>
    LeaderLost,

    /// <summary>What is at the leader's address will not let this process join, whenever it asks.</summary>
    NoLeader,
}

/// <summary>How a worker process ended, and why.</summary>
/// <param name="End">How.</param>
/// <param name="Why">A sentence without its end.</param>
/// <param name="HasMetLeader">Whether the leader has made it an offer. Default: false.</param>
public sealed record WorkerOutcome(WorkerEnd End, string Why, bool HasMetLeader = false);

using ActorBackprop.Cluster.Transport.Tcp;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Cluster.Membership;

/// <summary>The leader that a worker process joins, and what the process offers it.</summary>
public sealed record JoinSettings
{
    /// <summary>The leader's address.</summary>
    public required Address Leader { get; init; }

    /// <summary>The number of workers that the process starts.</summary>
    public required int Workers { get; init; }

    /// <summary>The key by which a process that the leader started proves this; null for other processes. Default: null.</summary>
    public string? Child { get; init; }

    /// <summary>The identity of this build.</summary>
    public required string Build { get; init; }

    /// <summary>Makes the plan and finds the images. The messages of its exceptions are shown.</summary>
    public required Func<JoinOffer, Preparation> Prepare { get; init; }

    /// <summary>How connections are secured; null for plain ones. Default: null.</summary>
    public WireTls? Tls { get; init; }

    /// <summary>The time for which the process waits for the leader's first answer. Default: 30 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>The result of preparing an offer in a worker process.</summary>
/// <param name="Plan">The plan made from the offered settings.</param>
/// <param name="Data">The samples to train on.</param>
/// <param name="ConfigurationSha256">The SHA-256 of the settings, as this process understands them.</param>
/// <param name="DataSha256">The SHA-256 of the images.</param>
public sealed record Preparation(TrainingPlan Plan, Dataset Data, string ConfigurationSha256, string DataSha256);

/// <summary>The ways in which a worker process ends.</summary>
public enum WorkerEnd
{
    /// <summary>The training is over.</summary>
    Over,

    /// <summary>The process was asked to leave, and left.</summary>
    Left,

    /// <summary>The leader refused the process, or the process could not prepare what it was offered.</summary>
    Refused,

    /// <summary>The leader does not answer, or no longer answers.</summary>
    LeaderLost,

    /// <summary>The leader's address will not admit this process, however often it asks.</summary>
    NoLeader,
}

/// <summary>The end of a worker process and its reason.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Why">The reason, as a clause.</param>
/// <param name="HasMetLeader">Whether the leader has made it an offer. Default: false.</param>
public sealed record WorkerOutcome(WorkerEnd End, string Why, bool HasMetLeader = false);

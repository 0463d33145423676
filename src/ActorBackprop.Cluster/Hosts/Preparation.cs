using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Cluster.Hosts;

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

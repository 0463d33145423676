using ActorBackprop.Actors.Messages;

namespace ActorBackprop.Cluster.Wire;

/// <summary>Whom the leader's end of a link calls, always from its receiving thread, so one after the other.</summary>
/// <param name="Registered">A worker of the process says it is here.</param>
/// <param name="Computed">A worker of the process has answered. The sums' memory belongs to whoever is called.</param>
/// <param name="Shared">The process has mapped the memory that was shared with it, or says why it cannot; empty where it has.</param>
/// <param name="Left">The process is about to go, by its own wish.</param>
/// <param name="Closed">The link has ended, and why, as a sentence without its end. The last call; none after Dispose.</param>
public sealed record LeaderCallbacks(
    Action<RegisterWorker> Registered, Action<GradientComputed> Computed, Action<string> Shared, Action Left, Action<string> Closed);

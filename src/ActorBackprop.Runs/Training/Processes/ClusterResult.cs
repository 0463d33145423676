namespace ActorBackprop.Runs.Training.Processes;

/// <summary>What several processes came to.</summary>
/// <param name="Processes">Worker processes that joined, those that were started anew included.</param>
/// <param name="Restarts">How often one was started anew.</param>
public sealed record ClusterResult(int Processes, int Restarts);

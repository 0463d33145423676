namespace ActorBackprop.Runs.Training.Processes;

/// <summary>What several processes came to.</summary>
/// <param name="Processes">Most worker processes that were working at the same time.</param>
/// <param name="Restarts">How often one was started anew.</param>
public sealed record ClusterResult(int Processes, int Restarts)
{
    /// <summary>
    /// Residuals of compressed gradients that a microbatch's place began anew without, as they were in a process that is gone, or
    /// in another one; null where there are none. Default: null.
    /// </summary>
    public int? ResidualsLost { get; init; }
}

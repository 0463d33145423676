namespace ActorBackprop.Actors.Relaxed;

/// <summary>
/// Any K gradients make a step, and who is done begins another part at once, on the version that there is (Dutta et al. 2018).
/// With K = 1 it is asynchronous SGD: each gradient is a step. Nothing is dropped and nobody waits.
/// </summary>
/// <param name="gradients">K, 1 or more.</param>
public sealed class KBatchAsync(int gradients) : IConsistencyMode
{
    /// <inheritdoc/>
    public bool MayBegin(StreamPart part, int worker, Standing now) => true;

    /// <inheritdoc/>
    public bool StillCounts(Contribution gradient, Standing now) => true;

    /// <inheritdoc/>
    public int Due(Standing now) =>
        now.Gathered.Count >= gradients || (now.Next is null && now.OnTheirWay == 0) ? now.Gathered.Count : 0;
}

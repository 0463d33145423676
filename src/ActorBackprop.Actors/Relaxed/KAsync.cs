namespace ActorBackprop.Actors.Relaxed;

/// <summary>
/// The first K workers' gradients make a step, on whatever version they were computed; these K begin anew on the version it
/// leads to, the others go on with what they are at (Dutta et al. 2018). Nothing is dropped.
/// </summary>
/// <param name="gradients">K, 1 or more.</param>
public sealed class KAsync(int gradients) : IConsistencyMode
{
    /// <inheritdoc/>
    public bool MayBegin(StreamPart part, int worker, Standing now) =>
        now.GatheredFrom(worker) * now.Workers < gradients; // one each, unless too few workers are left

    /// <inheritdoc/>
    public bool StillCounts(Contribution gradient, Standing now) => true;

    /// <inheritdoc/>
    public int Due(Standing now) =>
        now.Gathered.Count >= gradients || (now.Next is null && now.OnTheirWay == 0) ? now.Gathered.Count : 0;
}

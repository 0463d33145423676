namespace ActorBackprop.Actors.Relaxed;

/// <summary>
/// Synchronous with backup workers (Chen et al. 2016; Dutta et al. 2018): all workers begin a part on the same version, the
/// first K gradients make the step, and what is late is dropped. With K = the workers it is synchronous, to the last bit.
/// </summary>
/// <param name="gradients">K, 1 or more.</param>
public sealed class KSync(int gradients) : IConsistencyMode
{
    /// <inheritdoc/>
    public bool MayBegin(StreamPart part, int worker, Standing now) =>
        part.Minibatch.Epoch == now.Oldest.Epoch
        // The oldest minibatch's, not the part's: an epoch's last one may have fewer, too few for a step that began before it.
        && now.Gathered.Count + now.OnTheirWayNow < now.PartsOf(now.Oldest)
        && now.GatheredFrom(worker) * now.Workers < gradients; // one each, unless too few workers are left

    /// <inheritdoc/>
    public bool StillCounts(Contribution gradient, Standing now) => gradient.Version == now.Steps;

    /// <inheritdoc/>
    public int Due(Standing now) =>
        now.Gathered.Count >= Math.Min(gradients, now.PartsOf(now.Oldest)) || (now.IsEpochBegun && now.OnTheirWayNow == 0)
            ? now.Gathered.Count
            : 0;
}

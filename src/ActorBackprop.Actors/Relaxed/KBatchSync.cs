namespace ActorBackprop.Actors.Relaxed;

/// <summary>
/// As <see cref="KSync"/>, but who is done begins another part on the same version: the first K gradients make the step,
/// whoever they are from (Dutta et al. 2018). Nobody waits.
/// </summary>
/// <param name="gradients">K, 1 or more.</param>
public sealed class KBatchSync(int gradients) : IConsistencyMode
{
    /// <inheritdoc/>
    public bool MayBegin(StreamPart part, int worker, Standing now) => part.Minibatch.Epoch == now.Oldest.Epoch;

    /// <inheritdoc/>
    public bool StillCounts(Contribution gradient, Standing now) => gradient.Version == now.Steps;

    /// <inheritdoc/>
    public int Due(Standing now) =>
        now.Gathered.Count >= gradients || (now.IsEpochBegun && now.OnTheirWayNow == 0) ? now.Gathered.Count : 0;
}

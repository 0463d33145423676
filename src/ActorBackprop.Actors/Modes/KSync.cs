namespace ActorBackprop.Actors.Modes;

/// <summary>
/// Synchronous with backup workers (Chen et al. 2016; Dutta et al. 2018): all workers begin a part on the same version, the
/// first K gradients make the step, and what is late is dropped. With K = the workers it is synchronous, to the last bit.
/// </summary>
/// <param name="Gradients">K, 1 or more.</param>
public sealed record KSync(int Gradients) : IConsistencyMode
{
    /// <inheritdoc/>
    public bool MayBegin(MinibatchPart part, int worker, TrainingView now) =>
        part.Minibatch.Epoch == now.Oldest.Epoch
        // The oldest minibatch's, not the part's: an epoch's last one may have fewer, too few for a step that began before it.
        && now.Gathered.Count + now.InFlightNow < now.PartsOf(now.Oldest)
        && now.GatheredFrom(worker) * now.Workers < Gradients; // one each, unless too few workers are left

    /// <inheritdoc/>
    public bool StillCounts(Contribution gradient, TrainingView now) => gradient.Version == now.Steps;

    /// <inheritdoc/>
    public int Due(TrainingView now) =>
        now.Gathered.Count >= Math.Min(Gradients, now.PartsOf(now.Oldest)) || (now.IsEpochBegun && now.InFlightNow == 0)
            ? now.Gathered.Count
            : 0;
}

/// <summary>
/// As <see cref="KSync"/>, but who is done begins another part on the same version: the first K gradients make the step,
/// whoever they are from (Dutta et al. 2018). Nobody waits.
/// </summary>
/// <param name="Gradients">K, 1 or more.</param>
public sealed record KBatchSync(int Gradients) : IConsistencyMode
{
    /// <inheritdoc/>
    public bool MayBegin(MinibatchPart part, int worker, TrainingView now) => part.Minibatch.Epoch == now.Oldest.Epoch;

    /// <inheritdoc/>
    public bool StillCounts(Contribution gradient, TrainingView now) => gradient.Version == now.Steps;

    /// <inheritdoc/>
    public int Due(TrainingView now) =>
        now.Gathered.Count >= Gradients || (now.IsEpochBegun && now.InFlightNow == 0) ? now.Gathered.Count : 0;
}

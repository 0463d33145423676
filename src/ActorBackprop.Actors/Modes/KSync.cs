using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Actors.Modes;

/// <summary>
/// Synchronous with backup workers (Chen et al. 2016; Dutta et al. 2018): all workers begin a part on the same version, the
/// first K gradients make the step, and the late ones are dropped. With K = the workers it is synchronous, to the last bit.
/// </summary>
/// <param name="Gradients">K, 1 or more.</param>
public sealed record KSync(int Gradients) : IConsistencyMode
{
    /// <inheritdoc/>
    public int Parts(Minibatch minibatch, TrainingView now) =>
        minibatch.Epoch == now.Oldest.Epoch && HasRoom(now) ? now.ExpectedWorkers : 0;

    /// <inheritdoc/>
    public bool MayBegin(MinibatchPart part, int worker, TrainingView now) =>
        part.Minibatch.Epoch == now.Oldest.Epoch && HasRoom(now)
        && now.GatheredFrom(worker) * now.Workers < Gradients; // one each, unless too few workers are left

    /// <inheritdoc/>
    public bool StillCounts(Contribution gradient, TrainingView now) => gradient.Version == now.Steps;

    /// <inheritdoc/>
    public int Due(TrainingView now) =>
        now.GatheredCount >= Math.Min(Gradients, now.PartsOf(now.Oldest)) || (now.IsEpochBegun && now.InFlightNow == 0)
            ? now.GatheredCount
            : 0;

    // The oldest minibatch's, not the part's: an epoch's last one may have fewer, too few for a step that began before it.
    private static bool HasRoom(TrainingView now) => now.GatheredCount + now.InFlightNow < now.PartsOf(now.Oldest);
}

/// <summary>
/// As <see cref="KSync"/>, but a worker that finishes starts its next part on the same version: the first K gradients make the
/// step, whichever workers they are from (Dutta et al. 2018). No worker waits.
/// </summary>
/// <param name="Gradients">K, 1 or more.</param>
public sealed record KBatchSync(int Gradients) : IConsistencyMode
{
    /// <inheritdoc/>
    public int Parts(Minibatch minibatch, TrainingView now) => minibatch.Epoch == now.Oldest.Epoch ? now.ExpectedWorkers : 0;

    /// <inheritdoc/>
    public bool MayBegin(MinibatchPart part, int worker, TrainingView now) => part.Minibatch.Epoch == now.Oldest.Epoch;

    /// <inheritdoc/>
    public bool StillCounts(Contribution gradient, TrainingView now) => gradient.Version == now.Steps;

    /// <inheritdoc/>
    public int Due(TrainingView now) =>
        now.GatheredCount >= Gradients || (now.IsEpochBegun && now.InFlightNow == 0) ? now.GatheredCount : 0;
}

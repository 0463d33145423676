namespace ActorBackprop.Actors.Modes;

/// <summary>
/// The gradients of the first K workers make a step, on whatever version they were computed. These K then begin their next
/// parts on the version it leads to; the others continue with theirs (Dutta et al. 2018). Nothing is dropped.
/// </summary>
/// <param name="Gradients">K, 1 or more.</param>
public sealed record KAsync(int Gradients) : IConsistencyMode
{
    /// <inheritdoc/>
    public bool DropsGradients => false;

    /// <inheritdoc/>
    public bool MayBegin(MinibatchPart part, int worker, TrainingView now) =>
        now.GatheredFrom(worker) * now.Workers < Gradients; // one each, unless too few workers are left

    /// <inheritdoc/>
    public bool StillCounts(Contribution gradient, TrainingView now) => true;

    /// <inheritdoc/>
    public int Due(TrainingView now) => now.GatheredCount >= Gradients || now.IsDrained ? now.GatheredCount : 0;
}

/// <summary>
/// Any K gradients make a step, and a worker that finishes starts its next part at once, on the current version (Dutta et al.
/// 2018). Nothing is dropped and no worker waits.
/// </summary>
/// <param name="Gradients">K, 1 or more.</param>
public record KBatchAsync(int Gradients) : IConsistencyMode
{
    /// <inheritdoc/>
    public bool DropsGradients => false;

    /// <inheritdoc/>
    public bool MayBegin(MinibatchPart part, int worker, TrainingView now) => true;

    /// <inheritdoc/>
    public bool StillCounts(Contribution gradient, TrainingView now) => true;

    /// <inheritdoc/>
    public int Due(TrainingView now) => now.GatheredCount >= Gradients || now.IsDrained ? now.GatheredCount : 0;
}

/// <summary>Asynchronous SGD: each gradient is a step. The same as <see cref="KBatchAsync"/> with K = 1.</summary>
public sealed record Asynchronous() : KBatchAsync(1);

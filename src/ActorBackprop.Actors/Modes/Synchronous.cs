using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Actors.Modes;

/// <summary>
/// Each step is one whole minibatch, and all its parts are computed on the current version: workers change the speed, never
/// the answer. A minibatch is cut when its step begins, for the workers that are idle then.
/// </summary>
public sealed record Synchronous : IConsistencyMode
{
    /// <inheritdoc/>
    public bool IsSynchronous => true;

    /// <inheritdoc/>
    public bool DropsGradients => false;

    /// <inheritdoc/>
    public int Parts(Minibatch minibatch, TrainingView now) => minibatch.Step == now.Oldest.Step ? now.Idle : 0;

    /// <inheritdoc/>
    public bool MayBegin(MinibatchPart part, int worker, TrainingView now) => true;

    /// <inheritdoc/>
    public bool StillCounts(Contribution gradient, TrainingView now) => true;

    /// <inheritdoc/>
    public int Due(TrainingView now) => now.GatheredCount == now.PartsOf(now.Oldest) ? now.GatheredCount : 0;
}

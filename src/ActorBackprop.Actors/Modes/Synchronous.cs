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
    public bool MayBegin(MinibatchPart part, int worker, TrainingView now) => part.Minibatch == now.Oldest;

    /// <inheritdoc/>
    public bool DropsGradients => false;

    /// <inheritdoc/>
    public bool StillCounts(Contribution gradient, TrainingView now) => true;

    /// <inheritdoc/>
    public int Due(TrainingView now) => now.Gathered.Count == now.PartsOf(now.Oldest) ? now.Gathered.Count : 0;
}

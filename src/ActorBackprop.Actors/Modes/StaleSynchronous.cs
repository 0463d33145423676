using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Actors.Modes;

/// <summary>
/// Stale-synchronous (Ho et al. 2013): a minibatch is a clock, and each worker has a part of each. A worker may be ahead of the
/// oldest clock that is not complete by s. A clock's gradients are added over the tree of its minibatch and applied when all of
/// them have arrived, clock after clock. With s = 0 it is synchronous, to the last bit.
/// </summary>
/// <param name="Bound">s, 0 or more.</param>
public sealed record StaleSynchronous(int Bound) : IConsistencyMode
{
    /// <inheritdoc/>
    public bool DropsGradients => false;

    /// <inheritdoc/>
    public int Ahead => Bound;

    /// <inheritdoc/>
    public int Parts(Minibatch minibatch, TrainingView now) => minibatch.Step <= now.Oldest.Step + Bound ? now.ExpectedWorkers : 0;

    /// <inheritdoc/>
    public bool MayBegin(MinibatchPart part, int worker, TrainingView now) =>
        // Any worker may take over the part of a lost one.
        now.IsReassigned(part) || now.BegunBy(worker, part.Minibatch) * now.Workers < now.PartsOf(part.Minibatch);

    /// <inheritdoc/>
    public bool StillCounts(Contribution gradient, TrainingView now) => true;

    /// <inheritdoc/>
    public int Due(TrainingView now) => now.GatheredOf(now.Oldest) is var clock && clock == now.PartsOf(now.Oldest) ? clock : 0;
}

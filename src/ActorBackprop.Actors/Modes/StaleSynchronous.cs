namespace ActorBackprop.Actors.Modes;

/// <summary>
/// Stale-synchronous (Ho et al. 2013): a minibatch is a clock, and each worker has a part of each. A worker may be ahead of the
/// oldest clock that is not complete by s. A clock's gradients are added over the tree of its minibatch and applied when all of
/// them are in, clock after clock. With s = 0 it is synchronous, to the last bit.
/// </summary>
/// <param name="Bound">s, 0 or more.</param>
public sealed record StaleSynchronous(int Bound) : IConsistencyMode
{
    /// <inheritdoc/>
    public int Ahead => Bound;

    /// <inheritdoc/>
    public bool MayBegin(MinibatchPart part, int worker, TrainingView now) =>
        part.Minibatch.Step <= now.Oldest.Step + Bound
        // What a lost worker has left behind anybody may take.
        && (now.IsReassigned(part) || now.BegunBy(worker, part.Minibatch) * now.Workers < now.PartsOf(part.Minibatch));

    /// <inheritdoc/>
    public bool DropsGradients => false;

    /// <inheritdoc/>
    public bool StillCounts(Contribution gradient, TrainingView now) => true;

    /// <inheritdoc/>
    public int Due(TrainingView now)
    {
        var clock = 0;
        while (clock < now.Gathered.Count && now.Gathered[clock].Part.Minibatch == now.Oldest) clock++;
        return clock == now.PartsOf(now.Oldest) ? clock : 0;
    }
}

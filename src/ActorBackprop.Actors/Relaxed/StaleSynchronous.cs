namespace ActorBackprop.Actors.Relaxed;

/// <summary>
/// Stale-synchronous (Ho et al. 2013): a minibatch is a clock, and each worker has a part of each. A worker may be ahead of the
/// oldest clock that is not complete by s. A clock's gradients are added over the tree of its minibatch and applied when all of
/// them are in, clock after clock. With s = 0 it is synchronous, to the last bit.
/// </summary>
/// <param name="bound">s, 0 or more.</param>
public sealed class StaleSynchronous(int bound) : IConsistencyMode
{
    /// <inheritdoc/>
    public int Ahead => bound;

    /// <inheritdoc/>
    public bool MayBegin(StreamPart part, int worker, Standing now) =>
        part.Minibatch.Step <= now.Oldest.Step + bound
        // What a lost worker has left behind anybody may take.
        && (now.IsAgain(part) || now.BegunBy(worker, part.Minibatch) * now.Workers < now.PartsOf(part.Minibatch));

    /// <inheritdoc/>
    public bool StillCounts(Contribution gradient, Standing now) => true;

    /// <inheritdoc/>
    public int Due(Standing now)
    {
        var clock = 0;
        while (clock < now.Gathered.Count && now.Gathered[clock].Part.Minibatch == now.Oldest) clock++;
        return clock == now.PartsOf(now.Oldest) ? clock : 0;
    }
}

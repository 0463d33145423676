namespace ActorBackprop.Actors.Relaxed;

/// <summary>
/// Decides what may be computed on which version of the parameters, and when the server steps. It only decides: it keeps
/// nothing, answers from where things stand alone, and the same to the same question. Parts are offered in
/// their order, and each of them leads to one gradient that is applied once or dropped.
/// </summary>
public interface IConsistencyMode
{
    /// <summary>
    /// Minibatches behind that of the next part whose parts are offered to a worker that may not begin the next one.
    /// Default: 0.
    /// </summary>
    int Ahead => 0;

    /// <summary>Whether a worker that is idle may begin a part now, on the current version.</summary>
    /// <param name="part">The part, which nobody has.</param>
    /// <param name="worker">The worker's number.</param>
    /// <param name="now">Where things stand.</param>
    bool MayBegin(StreamPart part, int worker, Standing now);

    /// <summary>
    /// Whether a gradient still counts that has come in or, asked after each step, is on its way. If not, it is dropped: what
    /// is on its way may be cancelled.
    /// </summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="now">Where things stand.</param>
    bool StillCounts(Contribution gradient, Standing now);

    /// <summary>How many of the gathered gradients, from the first one on, make the next step; 0 if it is not time yet.</summary>
    /// <param name="now">Where things stand.</param>
    int Due(Standing now);
}

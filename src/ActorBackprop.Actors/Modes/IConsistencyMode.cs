using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Actors.Modes;

/// <summary>
/// Decides on which version of the parameters a part may be computed, and when the server takes a step. A mode only decides: it
/// keeps no state, answers from the <see cref="TrainingView"/> alone, and gives the same answer to the same question.
/// </summary>
/// <remarks>
/// The server opens minibatch after minibatch, cuts each into parts, and offers these to idle workers in their order. A part leads
/// to one gradient, which is applied once or dropped. A step averages over the samples of the gradients it is made of. Every mode can
/// be stopped, resumed, simulated, run in several processes and by several parameter shards; the server sees to all that.
/// </remarks>
public interface IConsistencyMode
{
    /// <summary>
    /// Whether every step is one whole minibatch, all of it computed on the current version. If so, the weights do not depend on
    /// the workers: a run can be repeated and resumed to the same bits. Default: no.
    /// </summary>
    bool IsSynchronous => false;

    /// <summary>
    /// Whether a gradient may ever stop counting. If not, <see cref="StillCounts"/> is always true: the server does not ask, and
    /// workers need not be ready to cancel a part. Default: yes.
    /// </summary>
    bool DropsGradients => true;

    /// <summary>
    /// The number of minibatches behind that of the next part whose parts are offered to a worker that may not begin the next one.
    /// Default: 0.
    /// </summary>
    int Ahead => 0;

    /// <summary>
    /// Returns how many parts the next minibatch is cut into, at most one for each of its microbatches; 0 if it must not be opened
    /// yet. Asked when a worker is idle and no part waits for it. Default: one for each expected worker.
    /// </summary>
    /// <param name="minibatch">The minibatch.</param>
    /// <param name="now">The state of the training.</param>
    int Parts(Minibatch minibatch, TrainingView now) => now.ExpectedWorkers;

    /// <summary>Whether an idle worker may begin a part now, on the current version.</summary>
    /// <param name="part">A part that waits for a worker.</param>
    /// <param name="worker">The worker's number.</param>
    /// <param name="now">The state of the training.</param>
    bool MayBegin(MinibatchPart part, int worker, TrainingView now);

    /// <summary>
    /// Whether a gradient still counts. Asked when it arrives and, after each step, about those in flight and those gathered. If
    /// not, it is dropped, and its worker may be told to cancel it.
    /// </summary>
    /// <param name="gradient">The gradient; it has no sums while it is in flight.</param>
    /// <param name="now">The state of the training.</param>
    bool StillCounts(Contribution gradient, TrainingView now);

    /// <summary>
    /// Returns how many of the gathered gradients, from the first one on, make the next step; 0 if it is not due yet. Asked
    /// after every message while some gradient is gathered.
    /// </summary>
    /// <param name="now">The state of the training.</param>
    int Due(TrainingView now);
}

using ActorBackprop.Actors.Ledger;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Actors.Modes;

/// <summary>
/// The state of a training, as a consistency mode sees it. It changes as the training does: read it while you are asked, and do
/// not keep it.
/// </summary>
public sealed class TrainingView
{
    private readonly WorkLedger _ledger;

    internal TrainingView(WorkLedger ledger, int expectedWorkers) => (_ledger, ExpectedWorkers) = (ledger, expectedWorkers);

    /// <summary>The number of steps taken: the current version of the parameters.</summary>
    public long Steps => _ledger.Steps;

    /// <summary>The number of workers that the training was started for.</summary>
    public int ExpectedWorkers { get; }

    /// <summary>The number of registered workers, without those whose part is overdue and that have not answered since.</summary>
    public int Workers => _ledger.Active;

    /// <summary>The number of workers that have nothing to do.</summary>
    public int Idle => _ledger.Idle;

    /// <summary>
    /// The gradients that have arrived and wait to be applied, in the order of their parts. Reading one of them costs more than
    /// <see cref="GatheredCount"/>.
    /// </summary>
    public IReadOnlyList<Contribution> Gathered => _ledger.Gathered;

    /// <summary>The number of gradients that have arrived and wait to be applied.</summary>
    public int GatheredCount => _ledger.GatheredCount;

    /// <summary>The number of parts that are being computed and whose gradients will be used.</summary>
    public int InFlight => _ledger.InFlight;

    /// <summary>How many of them are being computed on the current version.</summary>
    public int InFlightNow => _ledger.InFlightNow;

    /// <summary>The minibatch of the next part to begin; null if all parts of the training have been begun.</summary>
    public Minibatch? Next => _ledger.Next;

    /// <summary>The first minibatch with a part that is neither applied nor dropped.</summary>
    public Minibatch Oldest => _ledger.Oldest;

    /// <summary>Whether all parts of the oldest minibatch's epoch have been begun.</summary>
    public bool IsEpochBegun => Next is not { } next || next.Epoch > Oldest.Epoch;

    /// <summary>Whether all parts of the training have been begun and none is in flight: no further gradient will arrive.</summary>
    public bool IsDrained => InFlight == 0 && Next is null;

    /// <summary>Whether a part that waits for a worker was begun before, by a worker that was lost or too late.</summary>
    public bool IsReassigned(MinibatchPart part) => _ledger.IsReassigned(part);

    /// <summary>
    /// Returns the number of parts that a minibatch is cut into; of one that is not open yet, one for each expected worker if it
    /// has so many microbatches.
    /// </summary>
    public int PartsOf(Minibatch minibatch) => _ledger.PartsOf(minibatch);

    /// <summary>Returns how many of the gathered gradients are of a minibatch.</summary>
    public int GatheredOf(Minibatch minibatch) => _ledger.GatheredOf(minibatch);

    /// <summary>Returns how many of the gathered gradients are a worker's.</summary>
    public int GatheredFrom(int worker) => _ledger.GatheredFrom(worker);

    /// <summary>Returns how many parts of a minibatch a worker was the first to begin; 0 once the minibatch is done.</summary>
    public int BegunBy(int worker, Minibatch minibatch) => _ledger.BegunBy(worker, minibatch);
}

using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Actors.Modes;

/// <summary>Where a training stands, as a consistency mode sees it. Read it while you are asked; it goes on afterwards.</summary>
public sealed class TrainingView
{
    private readonly RelaxedDeals _deals;

    internal TrainingView(RelaxedDeals deals) => _deals = deals;

    /// <summary>Steps taken: the current version of the parameters.</summary>
    public long Steps => _deals.Steps;

    /// <summary>Workers that are here, but for those whose part is overdue and which were not heard of since.</summary>
    public int Workers => _deals.Workers;

    /// <summary>The gradients that have come in and wait to be applied, in the order of their parts.</summary>
    public IReadOnlyList<Contribution> Gathered => _deals.Gathered;

    /// <summary>Parts that are being computed and whose gradients will be wanted.</summary>
    public int InFlight => _deals.InFlight;

    /// <summary>Those of them that are computed on the current version.</summary>
    public int InFlightNow => _deals.InFlightNow;

    /// <summary>The next part to begin; null if none is left.</summary>
    public MinibatchPart? Next => _deals.Next;

    /// <summary>The first minibatch with a part that is neither applied nor dropped.</summary>
    public Minibatch Oldest => _deals.Oldest;

    /// <summary>Whether no part of the oldest minibatch's epoch is left to begin.</summary>
    public bool IsEpochBegun => Next is not { } next || next.Minibatch.Epoch > Oldest.Epoch;

    /// <summary>Whether a part that is left was begun before, by a worker that was lost or too late.</summary>
    public bool IsReassigned(MinibatchPart part) => _deals.IsReassigned(part);

    /// <summary>How many parts a minibatch is cut into: one for each worker that was asked for, if it has so many microbatches.</summary>
    public int PartsOf(Minibatch minibatch) => _deals.PartsOf(minibatch);

    /// <summary>How many of the gathered gradients are a worker's.</summary>
    public int GatheredFrom(int worker)
    {
        var count = 0;
        for (var i = 0; i < Gathered.Count; i++)
            if (Gathered[i].Worker == worker) count++;
        return count;
    }

    /// <summary>How many parts of a minibatch a worker was the first to begin, as long as the minibatch is not done.</summary>
    public int BegunBy(int worker, Minibatch minibatch) => _deals.BegunBy(worker, minibatch.Step);
}

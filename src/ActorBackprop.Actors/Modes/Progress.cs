using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Actors.Modes;

/// <summary>Which parts of a training are done, applied or dropped, and with them which minibatches and epochs.</summary>
/// <param name="plan">The plan.</param>
/// <param name="partsOf">How many parts a minibatch has.</param>
internal sealed class Progress(TrainingPlan plan, Func<Minibatch, int> partsOf)
{
    private readonly Dictionary<long, int> _done = []; // parts, by the minibatch, from the oldest on
    private readonly Dictionary<int, EpochTotals> _totals = [];

    /// <summary>The first minibatch that is not done; behind the last one when all are.</summary>
    public Minibatch Oldest { get; private set; } = Minibatch.Of(plan, 0);

    /// <summary>Whether every part is done.</summary>
    public bool IsOver => Oldest.Step == plan.Steps;

    /// <summary>A part's gradient was applied.</summary>
    public void Applied(Contribution gradient)
    {
        var totals = _totals.GetValueOrDefault(gradient.Part.Minibatch.Epoch);
        var (samples, cost, correct) = (totals.Samples + gradient.Part.Samples, totals.Cost, totals.Correct);
        foreach (var sum in gradient.Sums) (cost, correct) = (cost + sum.Cost, correct + sum.Correct);
        _totals[gradient.Part.Minibatch.Epoch] = new EpochTotals(samples, cost, correct);
        Done(gradient.Part);
    }

    /// <summary>A part is done, as it was applied or will not be.</summary>
    public void Done(MinibatchPart part) => _done[part.Minibatch.Step] = _done.GetValueOrDefault(part.Minibatch.Step) + 1;

    /// <summary>The sums over what was applied of an epoch.</summary>
    public EpochTotals TotalsOf(int epoch) => _totals.GetValueOrDefault(epoch);

    /// <summary>Goes on to the first minibatch that is not done.</summary>
    /// <param name="passed">Told of each one that is, in order.</param>
    public void GoOn(Action<Minibatch> passed)
    {
        while (!IsOver && _done.GetValueOrDefault(Oldest.Step) == partsOf(Oldest))
        {
            _done.Remove(Oldest.Step);
            var minibatch = Oldest;
            Oldest = Minibatch.Of(plan, minibatch.Step + 1);
            passed(minibatch);
            if (minibatch.EndsEpoch(plan)) _totals.Remove(minibatch.Epoch);
        }
    }
}

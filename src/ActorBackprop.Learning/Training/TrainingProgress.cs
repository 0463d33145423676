using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Learning.Training;

/// <summary>A part of a minibatch that is done although others of the minibatch are not.</summary>
/// <param name="Minibatch">The number of the minibatch.</param>
/// <param name="Part">The part.</param>
public readonly record struct DonePart(long Minibatch, Part Part);

/// <summary>
/// How far a training is in its data, at some time: where a step is one whole minibatch, this follows from the steps; in other
/// consistency modes it does not.
/// </summary>
/// <param name="Minibatches">The number of minibatches that are done, each of them and all before it.</param>
/// <param name="Samples">The number of samples whose gradients were applied.</param>
/// <param name="Parts">Parts that are done of the minibatches behind these.</param>
public sealed record DataPosition(long Minibatches, long Samples, IReadOnlyList<DonePart> Parts);

/// <summary>Tracks which parts of a training are done, applied or dropped, and so which minibatches and epochs.</summary>
public sealed class TrainingProgress
{
    private readonly TrainingPlan _plan;
    private readonly Dictionary<long, int> _done = []; // microbatches, by the minibatch, from the oldest on
    private readonly List<DonePart> _parts = []; // of minibatches that are not done as a whole
    private readonly Dictionary<int, EpochTotals> _totals = [];

    /// <summary>Begins at the beginning, or continues.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="from">Where it continues; null to begin.</param>
    public TrainingProgress(TrainingPlan plan, TrainingSnapshot? from = null)
    {
        _plan = plan;
        var position = from?.Position ?? new DataPosition(from?.Steps ?? 0, Minibatch.Of(plan, from?.Steps ?? 0).SamplesBefore(plan), []);
        (Oldest, Samples) = (Minibatch.Of(plan, position.Minibatches), position.Samples);
        foreach (var done in position.Parts) Finish(Minibatch.Of(plan, done.Minibatch), done.Part);
        if (from is not null) _totals[EpochOfTotals] = from.Epoch;
    }

    /// <summary>The first minibatch that is not done; behind the last one when all are.</summary>
    public Minibatch Oldest { get; private set; }

    /// <summary>The number of samples whose gradients were applied.</summary>
    public long Samples { get; private set; }

    /// <summary>The number of whole epochs that are done.</summary>
    public int EpochsDone => Oldest.Epoch;

    /// <summary>Whether every part is done.</summary>
    public bool IsOver => Oldest.Step >= _plan.Steps;

    /// <summary>Sums over what was applied of the unfinished epoch; at an epoch's end, over all of it.</summary>
    public EpochTotals Epoch => _totals.GetValueOrDefault(EpochOfTotals);

    /// <summary>Returns the parts of a minibatch that are done, of one that is not done as a whole.</summary>
    public IEnumerable<Part> PartsOf(long minibatch) => _parts.Where(done => done.Minibatch == minibatch).Select(done => done.Part);

    /// <summary>The last minibatch that has a part done; -1 if there is none.</summary>
    public long LastBegun => _parts.Count == 0 ? -1 : _parts.Max(done => done.Minibatch);

    /// <summary>Whether its position follows from the number of steps, as each of them was one whole minibatch.</summary>
    public bool IsWholeMinibatches(long steps) => _parts.Count == 0 && Oldest.Step == steps && Samples == Oldest.SamplesBefore(_plan);

    /// <summary>Where it is.</summary>
    public DataPosition Position => new(Oldest.Step, Samples, [.. _parts]);

    /// <summary>Notes that the gradients of a step were applied.</summary>
    public void Apply(StepSum sum)
    {
        Samples += sum.Samples;
        for (var i = 0; i < sum.Count; i++)
        {
            var (minibatch, gathered) = sum[i];
            var samples = gathered.IsComplete ? Apply(minibatch, new TreeNode(0, minibatch.Microbatches)) : 0;
            if (!gathered.IsComplete)
                foreach (var node in gathered.Nodes) samples += Apply(minibatch, node);
            var (totals, (cost, correct)) = (_totals.GetValueOrDefault(minibatch.Epoch), gathered.Totals());
            _totals[minibatch.Epoch] = new EpochTotals(totals.Samples + samples, totals.Cost + cost, totals.Correct + correct);
        }
    }

    /// <summary>Notes that a part will not be applied.</summary>
    public void Drop(Minibatch minibatch, Part part) => Finish(minibatch, part);

    /// <summary>Moves on to the next minibatch, if the oldest one is done.</summary>
    /// <param name="passed">The minibatch that was done.</param>
    public bool TryPass(out Minibatch passed)
    {
        passed = Oldest;
        if (IsOver || _done.GetValueOrDefault(passed.Step) < passed.Microbatches) return false;
        _done.Remove(passed.Step);
        var step = passed.Step;
        if (_parts.Count > 0) _parts.RemoveAll(done => done.Minibatch == step);
        Oldest = Minibatch.Of(_plan, step + 1);
        _totals.Remove(passed.Epoch - 1);
        return true;
    }

    private int EpochOfTotals => Oldest is { First: 0, Step: > 0 } ? Oldest.Epoch - 1 : Oldest.Epoch;

    private int Apply(Minibatch minibatch, TreeNode node)
    {
        Finish(minibatch, new Part(node.From, node.To));
        return minibatch.SamplesOf(node.From, node.To);
    }

    private void Finish(Minibatch minibatch, Part part)
    {
        _done[minibatch.Step] = _done.GetValueOrDefault(minibatch.Step) + part.To - part.From;
        if (part.To - part.From < minibatch.Microbatches) _parts.Add(new DonePart(minibatch.Step, part));
    }
}

using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Learning.Training;

/// <summary>A part that is done although its minibatch, or an earlier one, is not.</summary>
/// <param name="Minibatch">The number of the minibatch.</param>
/// <param name="Part">The part.</param>
public readonly record struct DonePart(long Minibatch, Part Part);

/// <summary>
/// How far a training is in its data at some time. Where each step is one whole minibatch, this follows from the steps; in other
/// consistency modes it does not.
/// </summary>
/// <param name="Minibatches">The number of minibatches that are done, each of them and all before it.</param>
/// <param name="Samples">The number of samples whose gradients were applied.</param>
/// <param name="Parts">The parts that are done of later minibatches.</param>
/// <param name="Later">Sums over what was applied of the epochs after the snapshot's, beginning with the next one.</param>
public sealed record DataPosition(long Minibatches, long Samples, IReadOnlyList<DonePart> Parts, IReadOnlyList<EpochTotals> Later)
{
    /// <summary>Returns whether a training of a plan can be there: its parts exist, and none overlaps another.</summary>
    public bool Fits(TrainingPlan plan)
    {
        if (Minibatches < 0 || Minibatches > plan.Steps || Samples < 0) return false;
        var (minibatch, end) = (-1L, 0);
        foreach (var done in Parts.OrderBy(done => done.Minibatch).ThenBy(done => done.Part.From))
        {
            if (done.Minibatch < Minibatches || done.Minibatch >= plan.Steps) return false;
            if (done.Minibatch != minibatch) (minibatch, end) = (done.Minibatch, 0);
            var (from, to) = (done.Part.From, done.Part.To);
            if (from < end || to <= from || to > Minibatch.Of(plan, minibatch).Microbatches) return false;
            end = to;
        }
        return true;
    }
}

/// <summary>Tracks which parts of a training are done, applied or dropped, and so which minibatches and epochs.</summary>
public sealed class TrainingProgress
{
    private readonly TrainingPlan _plan;
    private readonly Dictionary<long, int> _done = []; // microbatches, by the minibatch, from the oldest on
    private readonly List<DonePart> _parts = []; // of the oldest minibatch and of later ones
    private readonly Dictionary<int, EpochTotals> _totals = [];

    /// <summary>Creates the progress of a training that begins or continues.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="from">The snapshot to continue from; null to begin. Default: null.</param>
    public TrainingProgress(TrainingPlan plan, TrainingSnapshot? from = null)
    {
        _plan = plan;
        Oldest = Minibatch.Of(plan, from?.Minibatches ?? 0);
        Samples = from?.Position?.Samples ?? Oldest.SamplesBefore(plan);
        if (from is not null) _totals[EpochOfTotals] = from.Epoch;
        if (from?.Position is not { } position) return;
        foreach (var done in position.Parts) Finish(Minibatch.Of(plan, done.Minibatch), done.Part);
        for (var i = 0; i < position.Later.Count; i++) _totals[EpochOfTotals + 1 + i] = position.Later[i];
    }

    /// <summary>The first minibatch that is not done; the one after the last when all are.</summary>
    public Minibatch Oldest { get; private set; }

    /// <summary>The number of samples whose gradients were applied.</summary>
    public long Samples { get; private set; }

    /// <summary>The number of whole epochs that are done.</summary>
    public int EpochsDone => Oldest.Epoch;

    /// <summary>Whether every part is done.</summary>
    public bool IsOver => Oldest.Step >= _plan.Steps;

    /// <summary>Sums over what was applied of the unfinished epoch; at an epoch's end, over all of it.</summary>
    public EpochTotals Epoch => _totals.GetValueOrDefault(EpochOfTotals);

    /// <summary>Returns the parts that are done of the oldest minibatch or a later one.</summary>
    public IEnumerable<Part> PartsOf(long minibatch) => _parts.Where(done => done.Minibatch == minibatch).Select(done => done.Part);

    /// <summary>The last minibatch that has a part done; -1 if there is none.</summary>
    public long LastBegun => _parts.Count == 0 ? -1 : _parts.Max(done => done.Minibatch);

    /// <summary>A copy of the position in the data.</summary>
    public DataPosition Position => new(Oldest.Step, Samples, [.. _parts], [.. Later()]);

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

    private IEnumerable<EpochTotals> Later()
    {
        var last = _totals.Count == 0 ? -1 : _totals.Keys.Max();
        for (var epoch = EpochOfTotals + 1; epoch <= last; epoch++) yield return _totals.GetValueOrDefault(epoch);
    }

    private int Apply(Minibatch minibatch, TreeNode node)
    {
        Finish(minibatch, new Part(node.From, node.To));
        return minibatch.SamplesOf(node.From, node.To);
    }

    private void Finish(Minibatch minibatch, Part part)
    {
        _done[minibatch.Step] = _done.GetValueOrDefault(minibatch.Step) + part.To - part.From;
        // In a synchronous mode a step is the whole oldest minibatch: then there is nothing to keep.
        if (minibatch.Step != Oldest.Step || part.To - part.From < minibatch.Microbatches) _parts.Add(new DonePart(minibatch.Step, part));
    }
}

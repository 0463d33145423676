using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Actors.Modes;

/// <summary>
/// The parts of a training that nobody has begun, in order. Each minibatch is cut into one part for each worker, as the
/// synchronous server cuts it. What was lost, or dropped and is wanted after all, is in its old place again.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="workers">Parts of a minibatch, where it has as many microbatches.</param>
internal sealed class PartStream(TrainingPlan plan, int workers)
{
    private readonly SortedDictionary<long, SortedSet<MinibatchPart>> _left = []; // by minibatch; those that have one left
    private readonly HashSet<MinibatchPart> _again = [];
    private (int Microbatches, Part[] Parts) _cut = (0, []);
    private long _begun; // minibatches whose parts have been put in

    /// <summary>The first part; null if none is left.</summary>
    public MinibatchPart? Next
    {
        get
        {
            if (_left.Count == 0) Cut(_begun);
            foreach (var parts in _left.Values) return parts.Min;
            return null;
        }
    }

    /// <summary>Whether a part was begun before.</summary>
    public bool IsReassigned(MinibatchPart part) => _again.Contains(part);

    /// <summary>Whether a part is one of those that are left.</summary>
    public bool Has(MinibatchPart part) => _left.TryGetValue(part.Minibatch.Step, out var parts) && parts.Contains(part);

    /// <summary>How many parts a minibatch has.</summary>
    public int PartsOf(Minibatch minibatch) => Math.Min(minibatch.Microbatches, workers);

    /// <summary>The first part of the first minibatch whose first part suits.</summary>
    /// <param name="ahead">Minibatches to look at behind that of <see cref="Next"/>.</param>
    /// <param name="suits">Whether it does.</param>
    public MinibatchPart? First(int ahead, Func<MinibatchPart, bool> suits)
    {
        if (Next is not { } next) return null;
        var last = Math.Min(next.Minibatch.Step + ahead, plan.Steps - 1);
        for (var step = next.Minibatch.Step; step <= last; step++)
        {
            if (step >= _begun) Cut(step);
            if (_left.TryGetValue(step, out var parts) && suits(parts.Min)) return parts.Min;
        }
        return null;
    }

    /// <summary>A part is begun.</summary>
    public void Begin(MinibatchPart part)
    {
        var parts = _left[part.Minibatch.Step];
        if (!parts.Remove(part)) throw new ArgumentException($"{part} is not left");
        if (parts.Count == 0) _left.Remove(part.Minibatch.Step);
        _again.Remove(part);
    }

    /// <summary>A part is to be begun once more.</summary>
    public void Repeat(MinibatchPart part)
    {
        if (!_left.TryGetValue(part.Minibatch.Step, out var parts)) _left.Add(part.Minibatch.Step, parts = new(MinibatchPart.Order));
        parts.Add(part);
        _again.Add(part);
    }

    private void Cut(long step)
    {
        if (step >= plan.Steps) return;
        var minibatch = Minibatch.Of(plan, step);
        if (_cut.Microbatches != minibatch.Microbatches) _cut = (minibatch.Microbatches, Part.Cut(minibatch.Microbatches, workers));
        _left.Add(step, new SortedSet<MinibatchPart>(_cut.Parts.Select(part => new MinibatchPart(minibatch, part)), MinibatchPart.Order));
        _begun = step + 1;
    }
}

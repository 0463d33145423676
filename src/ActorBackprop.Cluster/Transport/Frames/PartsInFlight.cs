using ActorBackprop.Cluster.Transport.SharedMemory;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Cluster.Transport.Frames;

/// <summary>
/// What was asked of the workers and not yet answered, in the order it was asked. A worker answers in that order too, and
/// leaves out what something newer replaced: so an answer settles whatever its worker was asked before.
/// </summary>
/// <typeparam name="T">What is kept until the answer.</typeparam>
internal sealed class PartsInFlight<T>
{
    private readonly Dictionary<int, List<Entry>> _byWorker = [];

    /// <summary>Something was asked.</summary>
    public void Add(int worker, long step, Part part, T kept)
    {
        if (!_byWorker.TryGetValue(worker, out var entries)) _byWorker.Add(worker, entries = []);
        entries.Add(new Entry(step, part, kept));
    }

    /// <summary>Finds what an answer belongs to.</summary>
    /// <param name="worker">Whose answer.</param>
    /// <param name="step">For which step.</param>
    /// <param name="part">Of which part.</param>
    /// <param name="fits">Whether it can be an answer to this; the oldest that fits is.</param>
    /// <returns>Its place, for <see cref="Settle"/>; −1 if there is none.</returns>
    public int Find(int worker, long step, Part part, Func<T, bool> fits) =>
        _byWorker.TryGetValue(worker, out var entries)
            ? entries.FindIndex(entry => entry.Step == step && entry.Part == part && fits(entry.Kept))
            : -1;

    /// <summary>An answer is here: takes out what it answers, and what was asked of its worker before.</summary>
    /// <returns>What was kept, the answered one last.</returns>
    public List<T> Settle(int worker, int place)
    {
        var entries = _byWorker[worker];
        var settled = entries[..(place + 1)].ConvertAll(entry => entry.Kept);
        entries.RemoveRange(0, place + 1);
        return settled;
    }

    private readonly record struct Entry(long Step, Part Part, T Kept);
}

/// <summary>What the leader keeps of a part until it is answered.</summary>
/// <param name="Version">Which parameters were sent.</param>
/// <param name="Parameters">They themselves: the process may still read them in place.</param>
/// <param name="Slots">What was lent for the sums.</param>
/// <param name="WantsResiduals">Whether the residuals come with the answer.</param>
internal sealed record SentPart(long Version, ReadOnlyMemory<float> Parameters, SlotMemory[] Slots, bool WantsResiduals)
{
    /// <summary>The slot of that number, if it was lent.</summary>
    public SlotMemory? Lent(int index) => Array.Find(Slots, slot => slot.Index == index);

    /// <summary>Whether sums can be in what was lent: each inline, or in a slot of its own.</summary>
    public bool CanHold(GradientFrame.Sum[] sums)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            if (sums[i].Place == GradientFrame.Inline) continue;
            if (Lent(sums[i].Place) is null) return false;
            for (var j = 0; j < i; j++)
                if (sums[j].Place == sums[i].Place) return false;
        }
        return true;
    }

    /// <summary>Returns the slots that none of these sums is in.</summary>
    public void ReturnAllBut(GradientFrame.Sum[] sums)
    {
        foreach (var slot in Slots)
            if (!Array.Exists(sums, sum => sum.Place == slot.Index)) slot.Return();
    }
}

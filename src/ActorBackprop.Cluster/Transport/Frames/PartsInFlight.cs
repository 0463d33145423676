using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Transport.SharedMemory;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Cluster.Transport.Frames;

/// <summary>
/// The parts that were sent to the workers and not answered yet, in order. A worker answers in that order and skips parts that a newer one
/// replaced, so an answer also settles all earlier parts of its worker.
/// </summary>
/// <typeparam name="T">The data that is kept until the answer.</typeparam>
internal sealed class PartsInFlight<T>
{
    private readonly Dictionary<int, List<Entry>> _byWorker = [];

    /// <summary>Adds a part that was sent.</summary>
    public void Add(int worker, long step, Part part, T kept)
    {
        if (!_byWorker.TryGetValue(worker, out var entries)) _byWorker.Add(worker, entries = []);
        entries.Add(new Entry(step, part, kept));
    }

    /// <summary>Finds the oldest part that an answer can belong to.</summary>
    /// <param name="worker">The worker that answers.</param>
    /// <param name="step">The step.</param>
    /// <param name="part">The part.</param>
    /// <param name="fits">Returns whether the answer can belong to a part, given its data.</param>
    /// <returns>Its index, for <see cref="Settle"/>; −1 if there is none.</returns>
    public int Find(int worker, long step, Part part, Func<T, bool> fits) =>
        _byWorker.TryGetValue(worker, out var entries)
            ? entries.FindIndex(entry => entry.Step == step && entry.Part == part && fits(entry.Kept))
            : -1;

    /// <summary>Removes an answered part and the earlier parts of its worker.</summary>
    /// <returns>Their data, that of the answered part last.</returns>
    public List<T> Settle(int worker, int place)
    {
        var entries = _byWorker[worker];
        var settled = entries[..(place + 1)].ConvertAll(entry => entry.Kept);
        entries.RemoveRange(0, place + 1);
        return settled;
    }

    private readonly record struct Entry(long Step, Part Part, T Kept);
}

/// <summary>The data that the leader keeps of a part until it is answered.</summary>
/// <param name="Version">The version of the parameters.</param>
/// <param name="Parameters">The parameters, which the process may still read in place.</param>
/// <param name="Slots">The slots that were lent for the sums.</param>
/// <param name="WantsResiduals">Whether the answer contains the residuals.</param>
internal sealed record SentPart(long Version, ReadOnlyMemory<float> Parameters, SlotMemory[] Slots, bool WantsResiduals)
{
    /// <summary>Returns the slot with an index; null if it was not lent.</summary>
    public SlotMemory? Lent(int index) => Array.Find(Slots, slot => slot.Index == index);

    /// <summary>Returns whether each of the sums is inline or in a different slot that was lent.</summary>
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

    /// <summary>Returns the slots that hold none of these sums.</summary>
    public void ReturnAllBut(GradientFrame.Sum[] sums)
    {
        foreach (var slot in Slots)
            if (!Array.Exists(sums, sum => sum.Place == slot.Index)) slot.Return();
    }
}

/// <summary>The frames that a link has not sent yet, in order: at most one part per worker, the newest, and cancellations.</summary>
internal sealed class SendQueue
{
    private readonly Dictionary<int, ComputeGradient> _parts = []; // by worker
    private readonly List<(int Worker, CancelPart? Cancel)> _order = []; // a part if there is no cancellation

    /// <summary>The number of frames to send.</summary>
    public int Count => _order.Count;

    /// <summary>Adds a part for a worker.</summary>
    /// <returns>False if it replaces an older part of the same worker.</returns>
    public bool Add(int worker, ComputeGradient work)
    {
        var isNew = _parts.TryAdd(worker, work);
        if (isNew) _order.Add((worker, null));
        else _parts[worker] = work;
        return isNew;
    }

    /// <summary>Adds a cancellation.</summary>
    public void Add(int worker, CancelPart cancel) => _order.Add((worker, cancel));

    /// <summary>Removes a part that is cancelled before it was sent.</summary>
    /// <returns>False if it is not in the queue.</returns>
    public bool Discard(int worker, CancelPart cancel)
    {
        if (!_parts.TryGetValue(worker, out var part)) return false;
        if (cancel != new CancelPart(part.Run, part.Minibatch.Step, part.Part, part.Version)) return false;
        _parts.Remove(worker);
        _order.Remove((worker, null));
        return true;
    }

    /// <summary>Removes and returns the first frame to send.</summary>
    public (int Worker, ComputeGradient? Work, CancelPart? Cancel) Take()
    {
        var (worker, cancel) = _order[0];
        _order.RemoveAt(0);
        ComputeGradient? work = null;
        if (cancel is null) _parts.Remove(worker, out work);
        return (worker, work, cancel);
    }
}

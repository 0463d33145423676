using ActorBackprop.Actors.Messages;

namespace ActorBackprop.Cluster.Transport.Frames;

/// <summary>What a link still has to send, in order: one part a worker at most, since a newer one replaces it, and cancellations.</summary>
internal sealed class SendQueue
{
    private readonly Dictionary<int, ComputeGradient> _parts = []; // by worker
    private readonly List<(int Worker, CancelPart? Cancel)> _order = []; // a part where there is no cancellation

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
    /// <returns>False if it is not here.</returns>
    public bool Discard(int worker, CancelPart cancel)
    {
        if (!_parts.TryGetValue(worker, out var part)) return false;
        if (cancel != new CancelPart(part.Run, part.Minibatch.Step, part.Part, part.Version)) return false;
        _parts.Remove(worker);
        _order.Remove((worker, null));
        return true;
    }

    /// <summary>Takes out what was added first.</summary>
    public (int Worker, ComputeGradient? Work, CancelPart? Cancel) Take()
    {
        var (worker, cancel) = _order[0];
        _order.RemoveAt(0);
        ComputeGradient? work = null;
        if (cancel is null) _parts.Remove(worker, out work);
        return (worker, work, cancel);
    }
}

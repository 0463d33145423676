using ActorBackprop.Actors.Messages;

namespace ActorBackprop.Cluster.Membership;

/// <summary>
/// Allocates worker numbers, the smallest free one first. The incarnations of a number continue when it is allocated again, so the server
/// refuses what the previous holder still sends. Thread-safe.
/// </summary>
/// <param name="max">The maximum number of workers at a time.</param>
internal sealed class WorkerNumbers(int max)
{
    private readonly Lock _gate = new();
    private readonly SortedSet<int> _free = [];
    private readonly List<int> _incarnations = []; // the last one of each number ever allocated

    /// <summary>The number of workers that have a number.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _incarnations.Count - _free.Count;
        }
    }

    /// <summary>Allocates numbers for a process, each with its first incarnation; returns null if too few are free.</summary>
    /// <param name="workers">The number of workers, 1 or more.</param>
    public IReadOnlyList<WorkerId>? TryTake(int workers)
    {
        lock (_gate)
        {
            if (workers < 1 || _incarnations.Count - _free.Count + workers > max) return null;
            var taken = new List<WorkerId>();
            while (taken.Count < workers)
            {
                var number = _free.Count > 0 ? _free.Min : _incarnations.Count;
                if (!_free.Remove(number)) _incarnations.Add(0);
                taken.Add(new WorkerId(number, _incarnations[number] + 1));
            }
            return taken;
        }
    }

    /// <summary>Records an incarnation that has registered: those of the next holder are higher.</summary>
    public void Seen(WorkerId worker)
    {
        lock (_gate) _incarnations[worker.Number] = Math.Max(_incarnations[worker.Number], worker.Incarnation);
    }

    /// <summary>Frees numbers. The first incarnation of each counts as used, whether it registered or not.</summary>
    public void Free(IEnumerable<WorkerId> workers)
    {
        lock (_gate)
        {
            foreach (var worker in workers)
            {
                _incarnations[worker.Number] = Math.Max(_incarnations[worker.Number], worker.Incarnation);
                _free.Add(worker.Number);
            }
        }
    }
}

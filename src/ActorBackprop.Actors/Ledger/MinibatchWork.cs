using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Actors.Ledger;

/// <summary>The state of a part.</summary>
internal enum WorkState
{
    /// <summary>It waits for a worker.</summary>
    Queued,

    /// <summary>A worker computes it.</summary>
    InFlight,

    /// <summary>Its gradient waits to be applied.</summary>
    Gathered,

    /// <summary>Its gradient was applied or dropped.</summary>
    Done,
}

/// <summary>A part of an open minibatch and its state. The object is used again for a part of another minibatch.</summary>
/// <param name="work">The minibatch's work.</param>
/// <param name="index">Its place among the parts, from the left.</param>
internal sealed class WorkItem(MinibatchWork work, int index)
{
    private readonly List<(int Worker, long Version)> _assignedTo = [];
    private readonly List<int> _refusedFrom = [];

    public MinibatchWork Work => work;

    public int Index => index;

    public Part Part { get; set; }

    public WorkState State { get; set; }

    /// <summary>Whether its gradient has been accepted or dropped.</summary>
    public bool IsIn => State is WorkState.Gathered or WorkState.Done;

    /// <summary>The first worker it was assigned to; -1 for none.</summary>
    public int FirstWorker => _assignedTo.Count == 0 ? -1 : _assignedTo[0].Worker;

    /// <summary>The last worker it was assigned to; -1 for none.</summary>
    public int LastWorker => _assignedTo.Count == 0 ? -1 : _assignedTo[^1].Worker;

    /// <summary>The version it was assigned on last; -1 for none.</summary>
    public long LastVersion => _assignedTo.Count == 0 ? -1 : _assignedTo[^1].Version;

    /// <summary>Whether a gradient of it was refused because it was not finite.</summary>
    public bool WasNonFinite { get; set; }

    /// <summary>How often it was queued again because its gradient was refused or its worker lost.</summary>
    public int Attempts { get; set; }

    /// <summary>Whether some worker's gradient of it was refused.</summary>
    public bool WasRefused => _refusedFrom.Count > 0;

    public bool WasAssignedTo(int worker, long version) => _assignedTo.Contains((worker, version));

    public bool WasRefusedFrom(int worker) => _refusedFrom.Contains(worker);

    public void AssignTo(int worker, long version)
    {
        if (_assignedTo.Count == 0) work.CountBegun(worker);
        _assignedTo.Add((worker, version));
    }

    public void RefuseFrom(int worker)
    {
        if (!WasRefusedFrom(worker)) _refusedFrom.Add(worker);
    }

    /// <summary>Forgets what has happened to it.</summary>
    public void Reset()
    {
        (State, WasNonFinite, Attempts) = (WorkState.Queued, false, 0);
        _assignedTo.Clear();
        _refusedFrom.Clear();
    }
}

/// <summary>The parts of an open minibatch. Used again for another one, since nearly all are cut alike.</summary>
internal sealed class MinibatchWork
{
    private readonly List<WorkItem> _items = []; // never removed
    private WorkItem?[] _byFirst = []; // by the microbatch that a part begins with
    private readonly Dictionary<int, int> _begunBy = [];
    private Part[] _parts = [];
    private bool _countsBegun;

    /// <summary>The minibatch.</summary>
    public Minibatch Minibatch { get; private set; }

    /// <summary>The number of its parts.</summary>
    public int Count => _parts.Length;

    /// <summary>The places of the parts that wait for a worker.</summary>
    public NumberSet Queue { get; private set; } = new(1);

    /// <summary>The number of its gradients that wait to be applied.</summary>
    public int Gathered { get; set; }

    public WorkItem this[int index] => _items[index];

    /// <summary>Opens a minibatch. All its parts are queued.</summary>
    /// <param name="minibatch">The minibatch.</param>
    /// <param name="parts">What it is cut into; not changed afterwards.</param>
    public void Open(Minibatch minibatch, Part[] parts)
    {
        (Minibatch, Gathered) = (minibatch, 0);
        _begunBy.Clear();
        if (!ReferenceEquals(parts, _parts)) Cut(minibatch.Microbatches, parts);
        for (var i = 0; i < parts.Length; i++)
        {
            _items[i].Reset();
            Queue.Add(i);
        }
    }

    /// <summary>Returns a part of it; null if this is none.</summary>
    public WorkItem? Find(Part part) =>
        (uint)part.From < (uint)Minibatch.Microbatches && _byFirst[part.From] is { } item && item.Part == part ? item : null;

    /// <summary>Returns the first queued part that was not refused from a worker; null for none.</summary>
    public WorkItem? FirstFor(int worker)
    {
        for (var index = Queue.From(0); index >= 0; index = Queue.From(index + 1))
            if (!_items[index].WasRefusedFrom(worker)) return _items[index];
        return null;
    }

    /// <summary>Returns how many of its parts a worker was the first to begin.</summary>
    public int BegunBy(int worker)
    {
        if (!_countsBegun)
        {
            _countsBegun = true; // from here on: few modes ask
            for (var i = 0; i < Count; i++)
                if (_items[i].FirstWorker is >= 0 and var first) CountBegun(first);
        }
        return _begunBy.GetValueOrDefault(worker);
    }

    /// <summary>A worker is the first to begin a part.</summary>
    public void CountBegun(int worker)
    {
        if (_countsBegun) _begunBy[worker] = _begunBy.GetValueOrDefault(worker) + 1;
    }

    private void Cut(int microbatches, Part[] parts)
    {
        if (_byFirst.Length < microbatches) _byFirst = new WorkItem?[microbatches];
        else Array.Clear(_byFirst);
        Queue = new NumberSet(parts.Length);
        for (var i = 0; i < parts.Length; i++)
        {
            if (i == _items.Count) _items.Add(new WorkItem(this, i));
            _items[i].Part = parts[i];
            _byFirst[parts[i].From] = _items[i];
        }
        _parts = parts;
    }
}

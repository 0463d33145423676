namespace ActorBackprop.Cluster.Wire.SharedMemory;

/// <summary>Lends the slots of a segment that this process has made. Safe to share.</summary>
public sealed class SharedSlots
{
    private readonly Lock _gate = new();
    private readonly int[] _free; // the last one returned is the next one lent: what was just used is in the cache
    private int _count;

    /// <summary>Lends all slots of a segment.</summary>
    /// <param name="segment">Nobody else lends its slots.</param>
    public SharedSlots(SharedSegment segment)
    {
        Segment = segment;
        _free = new int[segment.Slots];
        for (_count = 0; _count < _free.Length; _count++) _free[_count] = _free.Length - 1 - _count;
    }

    /// <summary>Whose slots they are.</summary>
    public SharedSegment Segment { get; }

    /// <summary>Slots that can be lent now.</summary>
    public int Free
    {
        get
        {
            lock (_gate) return _count;
        }
    }

    /// <summary>Lends a slot; null if there is none.</summary>
    internal SlotMemory? TryTake()
    {
        lock (_gate)
        {
            if (_count == 0) return null;
            var index = _free[--_count];
            return new SlotMemory(Segment, index, new SlotLease(this, index));
        }
    }

    internal void Return(int index)
    {
        lock (_gate) _free[_count++] = index;
    }
}

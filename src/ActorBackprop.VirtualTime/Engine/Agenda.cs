namespace ActorBackprop.VirtualTime.Engine;

/// <summary>
/// What is due, in the order (time, order of entry): the one order there is in virtual time. A heap of four children a
/// node for what lies ahead; what is due at once goes into a queue beside it, since that is most of it.
/// </summary>
internal sealed class Agenda
{
    private const int Children = 4;

    private readonly Queue<Occurrence> _due = new();
    private Entry[] _heap = new Entry[256];
    private int _count;
    private long _entries;

    private readonly record struct Entry(long Time, long Order, Occurrence What)
    {
        public bool IsBefore(in Entry other) => Time < other.Time || (Time == other.Time && Order < other.Order);
    }

    /// <summary>The time of what was taken last, in ticks of 100 ns.</summary>
    public long Now { get; private set; }

    /// <summary>How much is still to come.</summary>
    public int Count => _count + _due.Count;

    /// <summary>All that is still to come, in no particular order.</summary>
    public IEnumerable<Occurrence> Pending => _due.Concat(_heap.Take(_count).Select(entry => entry.What));

    /// <summary>Enters something; what is due in the past is due now.</summary>
    public void Add(long time, Occurrence what)
    {
        if (time <= Now)
        {
            _due.Enqueue(what);
            return;
        }
        if (_count == _heap.Length) Array.Resize(ref _heap, 2 * _count);
        SiftUp(_count++, new Entry(time, _entries++, what));
    }

    /// <summary>The next, if it is due at a given time or before; the clock moves on to it.</summary>
    public bool TryTake(long until, out Occurrence? what)
    {
        // What the heap holds for this very moment was entered before the moment came, hence before all that is in the queue.
        if (_count > 0 && _heap[0].Time <= Now) return Pop(out what);
        if (_due.TryDequeue(out what)) return true;
        if (_count == 0 || _heap[0].Time > until) return false;
        Now = _heap[0].Time;
        return Pop(out what);
    }

    /// <summary>Moves the clock on; nothing may be due before.</summary>
    public void AdvanceTo(long time) => Now = Math.Max(Now, time);

    private bool Pop(out Occurrence? what)
    {
        what = _heap[0].What;
        var last = _heap[--_count];
        _heap[_count] = default;
        if (_count > 0) SiftDown(last);
        return true;
    }

    private void SiftUp(int at, in Entry entry)
    {
        while (at > 0)
        {
            var parent = (at - 1) / Children;
            if (!entry.IsBefore(_heap[parent])) break;
            _heap[at] = _heap[parent];
            at = parent;
        }
        _heap[at] = entry;
    }

    private void SiftDown(in Entry entry)
    {
        var at = 0;
        while (true)
        {
            var (first, least) = (Children * at + 1, -1);
            var end = Math.Min(first + Children, _count);
            for (var child = first; child < end; child++)
                if (least < 0 || _heap[child].IsBefore(_heap[least])) least = child;
            if (least < 0 || !_heap[least].IsBefore(entry)) break;
            _heap[at] = _heap[least];
            at = least;
        }
        _heap[at] = entry;
    }
}

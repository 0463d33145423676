namespace ActorBackprop.VirtualTime.Engine;

/// <summary>
/// What is due, in the order (time, order of entry): the one order there is in virtual time. A heap of four children a
/// node for what lies ahead; what is due at once goes into a queue beside it, since that is most of it. What is moot is
/// passed over as if it had never been entered, and thrown out when the heap would have to grow.
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

    /// <summary>Whether nothing is to come.</summary>
    public bool IsEmpty
    {
        get
        {
            while (_due.TryPeek(out var due) && due.IsMoot) _due.Dequeue();
            while (_count > 0 && _heap[0].What.IsMoot) Pop();
            return Held == 0;
        }
    }

    /// <summary>How much is held, with what is moot.</summary>
    public int Held => _due.Count + _count;

    /// <summary>All that is still to come, in no particular order.</summary>
    public IEnumerable<Occurrence> Pending => _due.Concat(_heap.Take(_count).Select(entry => entry.What)).Where(what => !what.IsMoot);

    /// <summary>Enters something; what is due in the past is due now, and what is due at the end of time is never due.</summary>
    public void Add(long time, Occurrence what)
    {
        if (time == long.MaxValue) return;
        if (time <= Now)
        {
            _due.Enqueue(what);
            return;
        }
        if (_count == _heap.Length) MakeRoom();
        SiftUp(_count++, new Entry(time, _entries++, what));
    }

    /// <summary>The next, if it is due at a given time or before; the clock moves on to it.</summary>
    public bool TryTake(long until, out Occurrence? what)
    {
        // What the heap holds for this very moment was entered before the moment came, hence before all that is in the queue.
        while (_count > 0 && _heap[0].Time <= Now)
            if (!(what = Pop()).IsMoot) return true;
        while (_due.TryDequeue(out what))
            if (!what.IsMoot) return true;
        while (_count > 0 && _heap[0].Time <= until)
        {
            var time = _heap[0].Time;
            if ((what = Pop()).IsMoot) continue;
            Now = time;
            return true;
        }
        what = null;
        return false;
    }

    /// <summary>Moves the clock on; nothing may be due before.</summary>
    public void AdvanceTo(long time) => Now = Math.Max(Now, time);

    /// <summary>Nothing of it will happen.</summary>
    public void Clear()
    {
        _due.Clear();
        Array.Clear(_heap, 0, _count);
        _count = 0;
    }

    /// <summary>Timers are mostly cancelled, and far ahead: without this they would pile up until they were due.</summary>
    private void MakeRoom()
    {
        var kept = 0;
        for (var at = 0; at < _count; at++)
            if (!_heap[at].What.IsMoot) _heap[kept++] = _heap[at];
        Array.Clear(_heap, kept, _count - kept);
        _count = kept;
        if (_count > _heap.Length / 2) Array.Resize(ref _heap, 2 * _heap.Length);
        for (var at = (_count - 2) / Children; at >= 0 && _count > 1; at--) SiftDown(at, _heap[at]);
    }

    private Occurrence Pop()
    {
        var (what, last) = (_heap[0].What, _heap[--_count]);
        _heap[_count] = default;
        if (_count > 0) SiftDown(0, last);
        return what;
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

    private void SiftDown(int at, Entry entry)
    {
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

/// <summary>Something that is due at a virtual time.</summary>
internal abstract class Occurrence
{
    /// <summary>Whether it will not happen after all: it was cancelled, or whoever wanted it is gone. It stays so.</summary>
    public virtual bool IsMoot => false;

    /// <summary>It is due now.</summary>
    public abstract void Happen();
}

/// <summary>Something given as a delegate.</summary>
internal sealed class Happening(Action what) : Occurrence
{
    public override void Happen() => what();
}

/// <summary>Times in ticks of 100 ns since the beginning.</summary>
internal static class Ticks
{
    /// <summary>A time from a time on; what lies beyond the end of time never comes.</summary>
    public static long After(long from, TimeSpan time) => time.Ticks > long.MaxValue - from ? long.MaxValue : from + time.Ticks;

    /// <summary>How long a number of bytes takes.</summary>
    public static long Of(long bytes, double bytesPerSecond) =>
        double.IsPositiveInfinity(bytesPerSecond) ? 0 : (long)Math.Ceiling((double)bytes * TimeSpan.TicksPerSecond / bytesPerSecond);
}

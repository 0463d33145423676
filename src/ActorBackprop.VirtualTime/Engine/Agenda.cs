namespace ActorBackprop.VirtualTime.Engine;

/// <summary>
/// The future events, ordered by time, then by entry: the only order in virtual time. What lies further ahead is in a heap; what
/// is due at once is in a queue beside it, since that is most of it. Cancelled events are skipped as if they had never been entered,
/// and thrown out when the heap would have to grow: timers are mostly cancelled, and far ahead.
/// </summary>
internal sealed class Agenda
{
    private readonly Queue<ScheduledEvent> _due = new();
    private readonly PriorityQueue<ScheduledEvent, Place> _ahead = new();
    private int _room = 256;
    private long _entries;

    private readonly record struct Place(long Time, long Order) : IComparable<Place>
    {
        public int CompareTo(Place other) => Time != other.Time ? Time.CompareTo(other.Time) : Order.CompareTo(other.Order);
    }

    /// <summary>The time of the event that was taken last, in ticks of 100 ns.</summary>
    public long Now { get; private set; }

    /// <summary>Whether no event is to come.</summary>
    public bool IsEmpty
    {
        get
        {
            while (_due.TryPeek(out var due) && due.IsCancelled) _due.Dequeue();
            while (_ahead.TryPeek(out var next, out _) && next.IsCancelled) _ahead.Dequeue();
            return Held == 0;
        }
    }

    /// <summary>The number of events held, cancelled ones included.</summary>
    public int Held => _due.Count + _ahead.Count;

    /// <summary>The events to come, in no particular order.</summary>
    public IEnumerable<ScheduledEvent> Pending => _due.Concat(_ahead.UnorderedItems.Select(one => one.Element)).Where(what => !what.IsCancelled);

    /// <summary>Enters an event. What is due in the past is due now; what is due at the end of time never happens.</summary>
    public void Add(long time, ScheduledEvent what)
    {
        if (time == long.MaxValue) return;
        if (time <= Now)
        {
            _due.Enqueue(what);
            return;
        }
        if (_ahead.Count == _room) RemoveCancelled();
        _ahead.Enqueue(what, new Place(time, _entries++));
    }

    /// <summary>Takes the next event, if it is due at a given time or before, and moves the clock on to it.</summary>
    public bool TryTake(long until, out ScheduledEvent? what)
    {
        // What the heap holds for this very moment was entered before the moment came, hence before all that is in the queue.
        if (TryTakeAhead(Now, out what)) return true;
        while (_due.TryDequeue(out what))
            if (!what.IsCancelled) return true;
        return TryTakeAhead(until, out what);
    }

    /// <summary>Moves the clock on; no event may be due before.</summary>
    public void AdvanceTo(long time) => Now = Math.Max(Now, time);

    /// <summary>Removes all events.</summary>
    public void Clear()
    {
        _due.Clear();
        _ahead.Clear();
    }

    private bool TryTakeAhead(long until, out ScheduledEvent? what)
    {
        while (_ahead.TryPeek(out what, out var place) && place.Time <= until)
        {
            _ahead.Dequeue();
            if (what.IsCancelled) continue;
            Now = Math.Max(Now, place.Time);
            return true;
        }
        what = null;
        return false;
    }

    private void RemoveCancelled()
    {
        var kept = _ahead.UnorderedItems.Where(one => !one.Element.IsCancelled).ToArray();
        _ahead.Clear();
        _ahead.EnqueueRange(kept);
        if (kept.Length > _room / 2) _room *= 2;
    }
}

/// <summary>An event that is due at a virtual time.</summary>
internal abstract class ScheduledEvent
{
    /// <summary>Whether it will not happen after all, since it was cancelled or its owner is gone. Once true, it stays true.</summary>
    public virtual bool IsCancelled => false;

    /// <summary>Happens; called when it is due.</summary>
    public abstract void Run();
}

/// <summary>An event given as a delegate.</summary>
internal sealed class ScheduledAction(Action what) : ScheduledEvent
{
    public override void Run() => what();
}

/// <summary>Times in ticks of 100 ns since the beginning.</summary>
internal static class Ticks
{
    /// <summary>Returns the time that lies some time after another; beyond the end of time it is long.MaxValue, which never comes.</summary>
    public static long After(long from, TimeSpan time) => time.Ticks > long.MaxValue - from ? long.MaxValue : from + time.Ticks;

    /// <summary>Returns how long a number of bytes takes.</summary>
    public static long Of(long bytes, double bytesPerSecond) =>
        double.IsPositiveInfinity(bytesPerSecond) ? 0 : (long)Math.Ceiling((double)bytes * TimeSpan.TicksPerSecond / bytesPerSecond);
}

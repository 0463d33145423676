using ActorBackprop.Learning;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Studio.Sessions;

/// <summary>A section that grows while it is shown. Each reader has a position in it and is sent what comes after.</summary>
public interface IGrowingSection
{
    /// <summary>The name of the section.</summary>
    string Name { get; }

    /// <summary>Returns what came after a position, ready to serialize; null for nothing.</summary>
    /// <param name="place">The reader's position, 0 at first; moved to the end.</param>
    object? After(ref long place);
}

/// <summary>
/// The cost over the steps: a point per step; when there are too many, the means of two, four, eight … steps. Each time the whole curve is
/// sent again.
/// </summary>
internal sealed class CostCurve : IGrowingSection
{
    private const int Max = 1024;

    private readonly Lock _lock = new();
    private readonly List<double[]> _points = [];
    private readonly List<double[]> _gathered = [];
    private long _thinned;
    private int _each = 1;

    /// <inheritdoc/>
    public string Name => "curve";

    /// <summary>Adds a point.</summary>
    /// <param name="step">Completed steps.</param>
    /// <param name="world">Seconds of virtual time, or of training time.</param>
    /// <param name="wall">Seconds of wall-clock time.</param>
    /// <param name="cost">Mean cost of the samples since the previous point.</param>
    public void Add(long step, double world, double wall, double cost)
    {
        lock (_lock)
        {
            _gathered.Add([step, world, wall, cost]);
            if (_gathered.Count < _each) return;
            _points.Add(Mean(_gathered));
            _gathered.Clear();
            if (_points.Count < Max) return;
            var halved = _points.Chunk(2).Select(Mean).ToList();
            _points.Clear();
            _points.AddRange(halved);
            (_each, _thinned) = (_each * 2, _thinned + 1);
        }
    }

    /// <inheritdoc/>
    public object? After(ref long place)
    {
        lock (_lock)
        {
            // A position encodes how often the curve was thinned, and how many points the reader has seen.
            var seen = place / Max == _thinned ? (int)(place % Max) : 0;
            place = _thinned * Max + _points.Count;
            return seen == _points.Count ? null : new { from = seen, points = _points.Skip(seen).ToArray() };
        }
    }

    /// <summary>Returns the last step and times with the mean cost.</summary>
    private static double[] Mean(IReadOnlyList<double[]> points) => [.. points[^1][..3], points.Average(point => point[3])];
}

/// <summary>The latest items of a list; a slow reader misses older ones.</summary>
/// <param name="name">The name of the section.</param>
/// <param name="max">The number of items that are kept.</param>
internal sealed class RecentItems<T>(string name, int max) : IGrowingSection
{
    private readonly Lock _lock = new();
    private readonly T[] _items = new T[max];
    private long _count;

    /// <inheritdoc/>
    public string Name => name;

    /// <summary>Adds an item.</summary>
    public void Add(T item)
    {
        lock (_lock) _items[_count++ % max] = item;
    }

    /// <summary>The items that are kept, oldest first.</summary>
    public IReadOnlyList<T> Newest
    {
        get
        {
            long place = 0;
            return (List<T>?)After(ref place) ?? [];
        }
    }

    /// <inheritdoc/>
    public object? After(ref long place)
    {
        lock (_lock)
        {
            if (place == _count) return null;
            var items = new List<T>();
            for (var i = Math.Max(place, _count - max); i < _count; i++) items.Add(_items[i % max]);
            place = _count;
            return items;
        }
    }
}

/// <summary>An entry of the table of events.</summary>
/// <param name="At">Seconds of virtual time or of training time.</param>
/// <param name="What">The event, in one word.</param>
/// <param name="Where">The node or link.</param>
public sealed record Note(double At, string What, string Where)
{
    /// <summary>Returns the entry for a fault in virtual time; null for other events, and for messages to a node that is gone.</summary>
    public static Note? Of(VirtualEvent happened)
    {
        if (happened.Fault is not { } fault || fault == FaultKind.Undeliverable) return null;
        var where = happened.To == happened.From ? happened.To.Name : $"{happened.From.Name} → {happened.To.Name}";
        var what = happened.Message is null ? "" : $" ({happened.Message.GetType().Name})";
        return new Note(happened.At.TotalSeconds, Names.Of(fault), where + what);
    }
}

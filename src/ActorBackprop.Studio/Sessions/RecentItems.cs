namespace ActorBackprop.Studio.Sessions;

/// <summary>The latest items of many; a reader that is too slow misses the older ones.</summary>
/// <param name="name">What it is called.</param>
/// <param name="most">How many are kept, and sent at once.</param>
internal sealed class RecentItems<T>(string name, int most) : IGrowingSection
{
    private readonly Lock _lock = new();
    private readonly T[] _items = new T[most];
    private long _count;

    /// <inheritdoc/>
    public string Name => name;

    /// <summary>Adds one.</summary>
    public void Add(T item)
    {
        lock (_lock) _items[_count++ % most] = item;
    }

    /// <summary>Those that are kept, the oldest first.</summary>
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
            for (var i = Math.Max(place, _count - most); i < _count; i++) items.Add(_items[i % most]);
            place = _count;
            return items;
        }
    }
}

/// <summary>An entry of the table of events.</summary>
/// <param name="At">When, in seconds of virtual time or of training time.</param>
/// <param name="What">What happened, in a word.</param>
/// <param name="Where">The node or link it happened to.</param>
public sealed record Note(double At, string What, string Where);

namespace ActorBackprop.Studio.Stages;

/// <summary>The newest of many; who comes too late misses the older ones.</summary>
/// <param name="name">What it is called.</param>
/// <param name="most">How many are kept, and sent at once.</param>
internal sealed class Ring<T>(string name, int most) : ITrail
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

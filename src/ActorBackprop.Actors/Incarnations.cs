namespace ActorBackprop.Actors;

/// <summary>Counts the incarnations of each worker's place. Outlives the workers; owned by whoever starts them. Safe to share.</summary>
/// <param name="first">The incarnation that each place begins with; null, and a place that is not in it, for 1.</param>
public sealed class Incarnations(IReadOnlyDictionary<int, int>? first = null)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, int> _started = [];

    /// <summary>The incarnation of a worker that starts now.</summary>
    public int Next(int number)
    {
        lock (_lock)
            return _started[number] = _started.TryGetValue(number, out var last) ? last + 1 : first?.GetValueOrDefault(number, 1) ?? 1;
    }
}

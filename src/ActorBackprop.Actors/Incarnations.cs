namespace ActorBackprop.Actors;

/// <summary>Counts the incarnations of each worker. Outlives the workers; their host owns it. Thread-safe.</summary>
/// <param name="first">The first incarnation by worker number; workers that are not in it begin with 1. Default: null, for none.</param>
public sealed class Incarnations(IReadOnlyDictionary<int, int>? first = null)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, int> _started = [];

    /// <summary>Returns the incarnation of a worker that starts now.</summary>
    public int Next(int number)
    {
        lock (_lock)
            return _started[number] = _started.TryGetValue(number, out var last) ? last + 1 : first?.GetValueOrDefault(number, 1) ?? 1;
    }
}

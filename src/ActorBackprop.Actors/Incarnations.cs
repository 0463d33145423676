namespace ActorBackprop.Actors;

/// <summary>Counts how often each worker's place was started. Outlives the workers; owned by whoever starts them. Safe to share.</summary>
public sealed class Incarnations
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, int> _started = [];

    /// <summary>The incarnation of a worker that starts now, from 1.</summary>
    public int Next(int number)
    {
        lock (_lock) return _started[number] = _started.GetValueOrDefault(number) + 1;
    }
}

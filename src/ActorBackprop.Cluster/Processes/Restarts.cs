namespace ActorBackprop.Cluster.Processes;

/// <summary>
/// Decides when a worker process that has ended is started again, and when not any more. Only the restarts of the last ten minutes
/// count: processes that keep ending are given up, while losses far apart in a long training use nothing up. Knows no actors.
/// </summary>
/// <param name="most">Restarts there may be within ten minutes, of all places together.</param>
internal sealed class Restarts(int most)
{
    /// <summary>How long a restart counts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100), LongestDelay = TimeSpan.FromSeconds(5);

    private readonly Queue<(int Place, TimeSpan At)> _recent = [];

    /// <summary>Takes one restart, if there is one left.</summary>
    /// <param name="place">Whose process has ended, or could not be started.</param>
    /// <param name="now">The time on any clock that only goes forward.</param>
    /// <returns>How long to wait before it: nothing the first time, then 0.1 s, and twice as long each time, up to 5 s. Null for never.</returns>
    public TimeSpan? TryTake(int place, TimeSpan now)
    {
        while (_recent.TryPeek(out var oldest) && now - oldest.At >= Window) _recent.Dequeue();
        if (_recent.Count >= most) return null;
        var before = _recent.Count(restart => restart.Place == place);
        _recent.Enqueue((place, now));
        if (before == 0) return TimeSpan.Zero;
        var delay = FirstDelay * Math.Pow(2, Math.Min(before - 1, 10));
        return delay < LongestDelay ? delay : LongestDelay;
    }
}

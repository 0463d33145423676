namespace ActorBackprop.Simulation.Tests.Campaign;

/// <summary>Does the same with many things, on as many threads as there are cores. Virtual time requires that one thread does all of one thing.</summary>
internal static class OnThreads
{
    public static void Each<T>(IEnumerable<T> things, Action<T> what)
    {
        using var next = things.GetEnumerator();
        var failures = new List<Exception>();
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            try
            {
                while (TryNext(next, out var thing)) what(thing);
            }
            catch (Exception cause)
            {
                lock (failures) failures.Add(cause);
            }
        })).ToList();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        if (failures.Count > 0) throw new AggregateException(failures);
    }

    private static bool TryNext<T>(IEnumerator<T> next, out T thing)
    {
        lock (next)
        {
            var any = next.MoveNext();
            thing = any ? next.Current : default!;
            return any;
        }
    }
}

using System.Collections.Concurrent;
using ActorBackprop.Cluster.Transport;

namespace ActorBackprop.Cluster.Tests.Transport.Support;

/// <summary>What a link called back, in its order.</summary>
internal sealed class Inbox
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BlockingCollection<object> _messages = [];

    public LeaderCallbacks OfLeader => new(
        _messages.Add, _messages.Add, AddIfNot, () => _messages.Add("left"), why => _messages.Add(new Closed(why)));

    public WorkerCallbacks OfWorker => new((worker, work) => _messages.Add((worker, work)), (worker, cancel) => _messages.Add((worker, cancel)), why => _messages.Add(new Closed(why)));

    /// <summary>Waits for the next one, which must be of this type.</summary>
    public T Next<T>() => Assert.IsType<T>(
        _messages.TryTake(out var message, Patience) ? message : throw new TimeoutException($"no {typeof(T).Name} came"), exactMatch: false);

    /// <summary>Waits for the end.</summary>
    public string NextWhy() => Next<Closed>().Why;

    /// <summary>The other side does not share the memory.</summary>
    public sealed record WhyNotShared(string Sentence);

    private void AddIfNot(string whyNotShared)
    {
        if (whyNotShared.Length > 0) _messages.Add(new WhyNotShared(whyNotShared));
    }

    private sealed record Closed(string Why);
}

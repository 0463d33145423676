using Akka.Actor;

namespace ActorBackprop.Cluster.Joining;

/// <summary>Who was refused and why, as the observers were told: a recruit asks until it hears the answer, and is told of once.</summary>
internal sealed class RefusalsTold
{
    // Beyond these somebody is told of twice, which costs less than to remember every one for ever.
    private const int Most = 1024;

    private readonly HashSet<(IActorRef Recruit, string Why)> _told = [];

    /// <summary>Notes one.</summary>
    /// <returns>Whether it is news.</returns>
    public bool Add(IActorRef recruit, string why)
    {
        if (_told.Count == Most) _told.Clear();
        return _told.Add((recruit, why));
    }
}

using System.Collections.Concurrent;
using Akka.Actor;

namespace ActorBackprop.Cluster.Proxies;

/// <summary>The workers of this process, by their numbers. The wire's thread looks them up, the server's proxy enters them.</summary>
internal sealed class WorkersHere
{
    private readonly ConcurrentDictionary<int, IActorRef> _workers = [];

    /// <summary>A worker is here.</summary>
    public void Enter(int number, IActorRef worker) => _workers[number] = worker;

    /// <summary>Where the worker of a number is; nobody if it never registered.</summary>
    public IActorRef this[int number] => _workers.GetValueOrDefault(number, ActorRefs.Nobody);
}

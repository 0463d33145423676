using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Proxies;
using ActorBackprop.Cluster.Wire;
using ActorBackprop.Cluster.Wire.SharedMemory;
using Akka.Actor;

namespace ActorBackprop.Cluster.Joining;

/// <summary>A worker process, as the gate knows it.</summary>
/// <param name="recruit">Its actor that joined.</param>
/// <param name="process">Which process.</param>
/// <param name="workers">Workers it has.</param>
/// <param name="isLocal">Whether its machine is the leader's.</param>
internal sealed class Member(IActorRef recruit, ProcessIdentity process, int workers, bool isLocal)
{
    public IActorRef Recruit => recruit;

    public Address Address => recruit.Path.Address;

    public ProcessIdentity Process => process;

    public int Workers => workers;

    public bool IsLocal => isLocal;

    /// <summary>Its workers' places; null until it is accepted.</summary>
    public IReadOnlyList<PlaceOffered>? Places { get; set; }

    /// <summary>The numbers of its workers.</summary>
    public IReadOnlyList<int> Numbers => [.. Places!.Select(place => place.Number)];

    /// <summary>Opens the wire, once; null until it is accepted.</summary>
    public string? Key { get; set; }

    /// <summary>How it is reached.</summary>
    public WireKind Wire { get; set; }

    /// <summary>Why it is not reached by a faster wire, as a sentence without its end; empty where there is no reason to tell.</summary>
    public string WhyDegraded { get; set; } = "";

    /// <summary>The wire to it; null until it is open.</summary>
    public LeaderLink? Link { get; set; }

    /// <summary>What is shared with it; null where nothing is.</summary>
    public LinkMemory? Memory { get; set; }

    /// <summary>Whether its workers may register: its wire is known.</summary>
    public bool HasJoined { get; set; }

    /// <summary>Who has registered before that.</summary>
    public List<RegisterWorker> Registered { get; } = [];

    /// <summary>Who stands for its workers, by number. Complete before the wire's thread reads it.</summary>
    public Dictionary<int, WorkerProxy> Proxies { get; } = [];
}

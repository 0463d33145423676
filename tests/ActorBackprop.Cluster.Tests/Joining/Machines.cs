using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Tests.Support;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorBackprop.Cluster.Tests.Joining;

/// <summary>Actor systems that know each other over loopback: a leader's, one of the same machine, and one that has another name.</summary>
public sealed class Machines : IDisposable
{
    private static readonly Config WithoutCluster = ConfigurationFactory.ParseString("akka.actor.provider = remote").WithFallback(ClusterSettings.Quiet);

    private readonly Lazy<ActorSystem> _far = new(() => ClusterSystem.Start(WithoutCluster, "localhost", 0, tls: null));

    public Machines()
    {
        var cluster = Akka.Cluster.Cluster.Get(Leader);
        cluster.Join(cluster.SelfAddress);
    }

    public ActorSystem Leader { get; } = ClusterSystem.Start(ClusterSettings.Quiet, "127.0.0.1", 0, tls: null);

    public ActorSystem Near { get; } = ClusterSystem.Start(WithoutCluster, "127.0.0.1", 0, tls: null);

    public ActorSystem Far => _far.Value;

    /// <summary>A system of this machine that is a member of the leader's cluster.</summary>
    public ActorSystem StartMember()
    {
        var member = ClusterSystem.Start(ClusterSettings.Quiet, "127.0.0.1", 0, tls: null);
        Akka.Cluster.Cluster.Get(member).JoinAsync(ClusterSystem.AddressOf(Leader)).Wait(TimeSpan.FromSeconds(20));
        return member;
    }

    /// <summary>An actor of a system that the test plays.</summary>
    public static TestProbe Probe(ActorSystem system) => new(system, new XunitAssertions());

    public void Dispose()
    {
        Task.WaitAll(Leader.Terminate(), Near.Terminate());
        if (_far.IsValueCreated) _far.Value.Terminate().Wait();
    }
}

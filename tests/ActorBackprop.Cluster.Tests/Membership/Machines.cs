using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Tests.Support;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorBackprop.Cluster.Tests.Membership;

/// <summary>Actor systems that know each other over loopback: a leader's, one of the same machine, and one that has another name.</summary>
public sealed class Machines : IDisposable
{
    private readonly Lazy<ActorSystem> _far = new(() => ClusterSystem.Start(ClusterSettings.Quiet, "localhost", 0, SomeGate.Token, tls: null));

    public ActorSystem Leader { get; } = ClusterSystem.Start(ClusterSettings.Quiet, "127.0.0.1", 0, SomeGate.Token, tls: null);

    public ActorSystem Near { get; } = ClusterSystem.Start(ClusterSettings.Quiet, "127.0.0.1", 0, SomeGate.Token, tls: null);

    public ActorSystem Far => _far.Value;

    /// <summary>An actor of a system that the test plays.</summary>
    public static TestProbe Probe(ActorSystem system) => new(system, new XunitAssertions());

    public void Dispose()
    {
        Task.WaitAll(Leader.Terminate(), Near.Terminate());
        if (_far.IsValueCreated) _far.Value.Terminate().Wait();
    }
}

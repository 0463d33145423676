using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorBackprop.Cluster.Tests.RemoteActors;

public sealed class ProxyRefTests : TestKit
{
    private readonly StandIn _proxy;

    public ProxyRefTests() : base("akka.loglevel = OFF")
    {
        _proxy = new StandIn(TestActor.Path / "proxy", ((ExtendedActorSystem)Sys).Provider);
    }

    [Fact]
    public void Whoever_watches_it_is_told_when_it_is_stopped()
    {
        var other = CreateTestProbe();
        Watch(_proxy);
        other.Watch(_proxy);
        ExpectNothing();
        _proxy.Stop();
        Assert.Equal(_proxy, ExpectMsg<Terminated>().ActorRef);
        var terminated = other.ExpectMsg<Terminated>();
        Assert.Equal((_proxy, true, false), (terminated.ActorRef, terminated.ExistenceConfirmed, terminated.AddressTerminated));
    }

    [Fact]
    public void Whoever_watches_it_after_it_is_stopped_is_told_at_once()
    {
        _proxy.Stop();
        Watch(_proxy);
        Assert.Equal(_proxy, ExpectMsg<Terminated>().ActorRef);
    }

    [Fact]
    public void Whoever_watches_it_no_longer_is_not_told()
    {
        var other = CreateTestProbe();
        Watch(_proxy);
        other.Watch(_proxy);
        Unwatch(_proxy);
        ExpectNothing();
        _proxy.Stop();
        other.ExpectMsg<Terminated>();
        ExpectNothing();
    }

    [Fact]
    public void Stopped_or_watched_twice_it_tells_once()
    {
        Watch(_proxy);
        Watch(_proxy);
        _proxy.Stop();
        _proxy.Stop();
        ExpectMsg<Terminated>();
        ExpectNothing();
    }

    /// <summary>What came before this answer is all there is.</summary>
    private void ExpectNothing()
    {
        TestActor.Tell(nameof(ExpectNothing));
        ExpectMsg(nameof(ExpectNothing));
    }
}

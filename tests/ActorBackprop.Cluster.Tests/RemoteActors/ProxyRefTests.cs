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
    public void A_stopped_proxy_notifies_its_watchers()
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
    public void Watching_a_stopped_proxy_notifies_at_once()
    {
        _proxy.Stop();
        Watch(_proxy);
        Assert.Equal(_proxy, ExpectMsg<Terminated>().ActorRef);
    }

    [Fact]
    public void A_watcher_that_has_unwatched_is_not_notified()
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
    public void A_proxy_that_is_stopped_or_watched_twice_notifies_once()
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

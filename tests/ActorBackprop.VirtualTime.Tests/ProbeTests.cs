using ActorBackprop.VirtualTime.Tests.Support;
using Akka.Actor;
using static ActorBackprop.VirtualTime.Tests.Support.World;

namespace ActorBackprop.VirtualTime.Tests;

/// <summary>Expecting messages runs the virtual time, and what fails says how to see it again.</summary>
public sealed class ProbeTests : IDisposable
{
    private readonly World _world = new(seed: 42, new Link { Latency = Ms(10) });
    private readonly Probe _probe;
    private readonly IActorRef _doer;

    public ProbeTests()
    {
        _probe = _world.System.CreateProbe("probe", _world.System.AddNode("here"));
        _doer = _world.Doer("doer").Actor;
    }

    [Fact]
    public void A_probe_returns_messages_in_order_with_their_senders()
    {
        _world.Tell(_doer, _probe.Actor, "first", 2);
        Assert.Equal("first", _probe.Expect<string>(within: Ms(10)));
        Assert.Equal(_doer, _probe.Sender);
        Assert.Equal(10, _world.Now);
        _world.RunTo(20);
        Assert.Equal(1, _probe.Waiting);
        Assert.Equal(2, _probe.Expect<int>(within: TimeSpan.Zero));
        Assert.Equal(20, _world.Now);
    }

    [Fact]
    public void A_message_that_does_not_come_in_time_fails_with_seed_and_time()
    {
        _world.Tell(_doer, _probe.Actor, "late");
        var exception = Assert.Throws<VirtualTimeException>(() => _probe.Expect<string>(within: Ms(9.9999)));
        Assert.Equal("probe: expected String within 00:00:00.0099999, found nothing; seed 42, 00:00:00.0099999 since the beginning", exception.Message);
    }

    [Fact]
    public void Another_message_than_expected_fails_with_seed_and_time()
    {
        _world.Tell(_doer, _probe.Actor, 7);
        var exception = Assert.Throws<VirtualTimeException>(() => _probe.Expect<string>(within: Ms(50)));
        Assert.Equal("probe: expected String, found 7; seed 42, 00:00:00.0100000 since the beginning", exception.Message);
    }

    [Fact]
    public void Expecting_nothing_takes_the_given_time()
    {
        _world.Tell(_doer, _probe.Actor, "x");
        _probe.ExpectNothing(Ms(9));
        Assert.Equal(9, _world.Now);
        _probe.Expect<string>(within: Ms(1));
        _probe.ExpectNothing(Ms(1000));
        Assert.Equal(1010, _world.Now);
    }

    [Fact]
    public void An_unexpected_message_fails_with_seed_and_time()
    {
        _world.Tell(_doer, _probe.Actor, "x");
        var exception = Assert.Throws<VirtualTimeException>(() => _probe.ExpectNothing(Ms(10)));
        Assert.Equal("probe: expected nothing within 00:00:00.0100000, found x; seed 42, 00:00:00.0100000 since the beginning", exception.Message);
    }

    [Fact]
    public void A_probe_outside_receives_without_a_network()
    {
        var outside = _world.System.CreateProbe("outside");
        _world.Tell(_doer, outside.Actor, "x");
        Assert.Equal("x", outside.Expect<string>(within: TimeSpan.Zero));
    }

    public void Dispose() => _world.Dispose();
}

using ActorBackprop.VirtualTime.Tests.Support;
using Akka.Actor;
using Akka.Pattern;
using Akka.Persistence;
using Akka.Routing;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorBackprop.VirtualTime.Tests;

/// <summary>Parts of Akka that go by the real clock or wait in real time are refused by name when an actor begins to use them.</summary>
public sealed class RealTimeTests : IDisposable
{
    private readonly World _world = new(configuration: "akka.loglevel = OFF");

    [Fact]
    public void At_least_once_delivery_is_refused()
    {
        _world.Recorder(null, "recorder");
        _world.System.System.ActorOf(Props.Create<Deliverer>(), "deliverer").Tell("x");
        AssertRefused("/user/deliverer uses AtLeastOnceDelivery, which uses the real clock and would redeliver nothing: "
            + "redeliver by a timer of the actor");
    }

    private sealed class Deliverer : AtLeastOnceDeliveryReceiveActor
    {
        public Deliverer() => Command<string>(message => Deliver(ActorPath.Parse("akka://test/user/recorder"), id => $"{message}{id}"));

        public override string PersistenceId => "deliverer";
    }

    [Fact]
    public void Streams_are_refused_at_once_in_a_test()
    {
        var exception = Assert.ThrowsAny<Exception>(() =>
        {
            using var materializer = _world.System.System.Materializer();
            Source.Single(1).RunWith(Sink.Ignore<int>(), materializer);
        });
        Assert.Equal("the test" + Streams, Innermost(exception).Message);
        AssertRefused("the test" + Streams);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("akka.actor.default-dispatcher")]
    public void Streams_are_refused_in_an_actor(string? dispatcher)
    {
        _world.Doer(null, "doer").Tell((Action<IUntypedActorContext>)(context =>
        {
            var settings = ActorMaterializerSettings.Create(context.System);
            context.Materializer(dispatcher is null ? null : settings.WithDispatcher(dispatcher));
        }));
        var message = Assert.Throws<VirtualTimeException>(() => _world.RunTo(1)).Message;
        Assert.Matches($"^/user/doer(/StreamSupervisor-[0-9]+)?{Streams}$", message);
    }

    private const string Streams = " uses Akka.Streams, which blocks threads and uses the real clock: in virtual time use actors and timers";

    [Fact]
    public void A_coordinated_shutdown_is_refused()
    {
        var shutdown = CoordinatedShutdown.Get(_world.System.System);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "task", static () => Task.FromResult(Akka.Done.Instance));
        _ = shutdown.Run(CoordinatedShutdown.UnknownReason.Instance);
        Assert.Contains("CoordinatedShutdown.Run", Assert.Throws<VirtualTimeException>(() => _world.RunTo(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Waiting_for_a_time_by_a_task_is_refused()
    {
        _ = FutureTimeoutSupport.After(TimeSpan.FromSeconds(1), _world.System.System.Scheduler, static () => Task.FromResult(1));
        AssertRefused("RetrySupport.Retry or FutureTimeoutSupport.After was called, which continue on other threads: set a timer");
    }

    public static TheoryData<string> AskingRouters => ["scatter-gather-pool", "scatter-gather-group", "tail-chopping-pool", "tail-chopping-group"];

    [Theory, MemberData(nameof(AskingRouters))]
    public void A_router_that_asks_is_refused_by_name(string kind)
    {
        var (within, paths) = (TimeSpan.FromSeconds(1), new[] { "/user/recorder" });
        _world.Recorder(null, "recorder").Tell("x");
        RouterConfig router = kind switch
        {
            "scatter-gather-pool" => new ScatterGatherFirstCompletedPool(2, within),
            "scatter-gather-group" => new ScatterGatherFirstCompletedGroup(paths, within),
            "tail-chopping-pool" => new TailChoppingPool(2, within, within),
            _ => new TailChoppingGroup(paths, within, within),
        };
        StartRouter(router);
        AssertRefused($"the router /user/router is a {router.GetType().Name}, which asks its routees: Ask waits in real time; "
            + "use another router, or an actor that tells the routees and sets a timer");
    }

    [Fact]
    public void A_router_to_the_smallest_mailbox_is_refused()
    {
        StartRouter(new SmallestMailboxPool(2));
        AssertRefused("the router /user/router is a SmallestMailboxPool, which would always choose the first routee: in virtual time "
            + "a mailbox is empty whenever a message is routed; use a RoundRobinPool");
    }

    [Fact]
    public void A_router_of_the_configuration_is_refused_too()
    {
        using var world = new World(configuration: "akka.actor.deployment { /router { router = smallest-mailbox-pool, nr-of-instances = 2 } }");
        world.System.System.ActorOf(Does.With(static (_, _) => { }).WithRouter(FromConfig.Instance), "router");
        var exception = Assert.Throws<VirtualTimeException>(() => world.RunTo(1));
        Assert.Contains("/user/router is a SmallestMailboxPool", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_routers_work()
    {
        foreach (var router in new RouterConfig[] { new RoundRobinPool(2), new BroadcastPool(2), new ConsistentHashingPool(2) })
        {
            using var world = new World();
            var actor = world.System.System.ActorOf(Does.With(world.Record("routee")).WithRouter(router), "router");
            actor.Tell(new ConsistentHashableEnvelope("x", "x"));
            world.RunTo(1);
            Assert.Equal(router is BroadcastPool ? 2 : 1, world.Received.Count);
        }
    }

    public void Dispose() => _world.Dispose();

    private void StartRouter(RouterConfig router) =>
        _world.System.System.ActorOf((router is Pool ? Does.With(static (_, _) => { }) : Props.Empty).WithRouter(router), "router").Tell("x");

    private void AssertRefused(string sentence) => Assert.Equal(sentence, Assert.Throws<VirtualTimeException>(() => _world.RunTo(1)).Message);

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}

using ActorBackprop.VirtualTime.Tests.Support;
using Akka.Actor;
using static ActorBackprop.VirtualTime.Tests.Support.World;

namespace ActorBackprop.VirtualTime.Tests;

/// <summary>Times on links and network cards, against closed forms. A message that is a number has so many bytes.</summary>
public sealed class LinkTests
{
    private const double KilobytesPerSecond = 1000, Tick = 0.0001;

    [Fact]
    public void A_perfect_link_takes_no_time()
    {
        Assert.Equal([0, 0, 0], Times(Link.Perfect, 1000, 1000, 1000));
    }

    [Fact]
    public void Latency_is_the_same_for_every_size()
    {
        Assert.Equal([7, 7, 7], Times(new Link { Latency = Ms(7) }, 1, 1000, 1_000_000));
    }

    [Theory]
    [InlineData(1, 100)]
    [InlineData(10, 1000)]
    [InlineData(100, 1)]
    public void A_bandwidth_lets_messages_through_one_after_another(int messages, int bytes)
    {
        var times = Times(new Link { Latency = Ms(5), BytesPerSecond = 100 * KilobytesPerSecond }, Same(messages, bytes));
        Assert.Equal(Enumerable.Range(1, messages).Select(number => 5 + number * bytes / 100.0), times, Within(Tick));
    }

    [Fact]
    public void A_link_that_was_idle_does_not_save_up_time()
    {
        using var world = new World(link: new Link { BytesPerSecond = 100 * KilobytesPerSecond });
        var ((_, sender), (_, receiver)) = (world.Doer("sender"), world.Recorder("receiver"));
        world.Tell(sender, receiver, 1000);
        world.RunTo(50);
        world.Tell(sender, receiver, 1000, 1000);
        world.RunOut();
        Assert.Equal([10, 60, 70], world.Times, Within(Tick));
    }

    [Fact]
    public void A_card_sends_to_all_links_together()
    {
        using var world = new World();
        var (node, sender) = world.Doer("sender");
        node.SendsBytesPerSecond = 100 * KilobytesPerSecond;
        var receivers = new[] { world.Recorder("a").Actor, world.Recorder("b").Actor };
        world.Do(sender, _ =>
        {
            for (var number = 0; number < 6; number++) receivers[number % 2].Tell(1000);
        });
        world.RunOut();
        Assert.Equal([(10, "a"), (20, "b"), (30, "a"), (40, "b"), (50, "a"), (60, "b")], world.Received.Select(record => (record.At, record.By)));
    }

    [Fact]
    public void A_card_receives_from_all_links_together()
    {
        using var world = new World(link: new Link { Latency = Ms(5) });
        var (node, receiver) = world.Recorder("receiver");
        node.ReceivesBytesPerSecond = 100 * KilobytesPerSecond;
        foreach (var name in new[] { "a", "b", "c" }) world.Tell(world.Doer(name).Actor, receiver, 1000, 1000);
        world.RunOut();
        Assert.Equal([15, 25, 35, 45, 55, 65], world.Times, Within(Tick));
    }

    [Theory]
    [InlineData(100, 1000, 1000)] // the sender's card
    [InlineData(1000, 100, 1000)] // the link
    [InlineData(1000, 1000, 100)] // the receiver's card
    [InlineData(100, 100, 100)] // bytes pass all three at once: the time is paid only once
    [InlineData(100, double.PositiveInfinity, 100)]
    [InlineData(double.PositiveInfinity, 100, double.PositiveInfinity)]
    public void The_slowest_of_cards_and_link_decides(double sends, double link, double receives)
    {
        using var world = new World(link: new Link { Latency = Ms(5), BytesPerSecond = link * KilobytesPerSecond });
        var ((from, sender), (to, receiver)) = (world.Doer("sender"), world.Recorder("receiver"));
        (from.SendsBytesPerSecond, to.ReceivesBytesPerSecond) = (sends * KilobytesPerSecond, receives * KilobytesPerSecond);
        world.Tell(sender, receiver, Same(10, 1000));
        world.RunOut();
        Assert.Equal(Enumerable.Range(1, 10).Select(number => 5 + 10.0 * number), world.Times, Within(3 * Tick));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(999, 1)]
    [InlineData(1000, 2)]
    [InlineData(4500, 5)]
    public void A_message_that_finds_a_full_queue_is_lost(int queueBytes, int arrive)
    {
        using var world = new World(link: new Link { BytesPerSecond = 100 * KilobytesPerSecond, QueueBytes = queueBytes });
        var ((_, sender), (_, receiver)) = (world.Doer("sender"), world.Recorder("receiver"));
        world.Tell(sender, receiver, Same(10, 1000));
        world.RunOut();
        Assert.Equal(Enumerable.Range(1, arrive).Select(number => 10.0 * number), world.Times, Within(Tick));
        Assert.Equal(10 - arrive, world.System.Log[FaultKind.Loss]);
    }

    [Fact]
    public void Messages_that_wait_for_the_card_do_not_fill_the_links_queue()
    {
        foreach (var bandwidth in new[] { 1000 * KilobytesPerSecond, double.PositiveInfinity })
        {
            using var world = new World(link: new Link { BytesPerSecond = bandwidth, QueueBytes = 0 });
            var ((from, sender), (_, receiver)) = (world.Doer("sender"), world.Recorder("receiver"));
            from.SendsBytesPerSecond = 100 * KilobytesPerSecond;
            world.Tell(sender, receiver, Same(10, 1000));
            world.RunOut();
            Assert.Equal(Enumerable.Range(1, 10).Select(number => 10.0 * number), world.Times, Within(Tick));
        }
    }

    [Fact]
    public void A_lost_message_occupies_the_link_too()
    {
        using var world = new World(link: new Link { BytesPerSecond = 100 * KilobytesPerSecond });
        var ((_, sender), (_, receiver)) = (world.Doer("sender"), world.Recorder("receiver"));
        world.Network.Default = world.Network.Default with { Loss = 1 };
        world.Tell(sender, receiver, 1000);
        world.Network.Default = world.Network.Default with { Loss = 0 };
        world.Tell(sender, receiver, 1000);
        world.RunOut();
        Assert.Equal([20], world.Times, Within(Tick));
    }

    [Fact]
    public void An_idle_actor_does_not_wait_for_a_busy_one_of_its_node()
    {
        using var world = new World(link: new Link { Latency = Ms(1), BytesPerSecond = 1000 * KilobytesPerSecond });
        var (node, busy) = world.Doer("busy");
        var idle = world.Doer(node, "idle");
        node.HandlingTime = message => message is Action<IUntypedActorContext> ? Ms(50) : TimeSpan.Zero;
        var (_, receiver) = world.Recorder("receiver");
        world.Tell(busy, receiver, "late1000");
        node.HandlingTime = null;
        world.Tell(idle, receiver, "early1000");
        world.RunOut();
        Assert.Equal([(2, "early1000"), (52, "late1000")], world.Received.Select(record => (record.At, (string)record.Message)));
    }

    [Fact]
    public void A_particular_link_replaces_the_default_in_one_direction()
    {
        using var world = new World(link: new Link { Latency = Ms(3) });
        var ((a, fromA), (b, fromB)) = (world.Doer("a"), world.Doer("b"));
        var (toA, toB) = (world.Recorder(a, "at-a"), world.Recorder(b, "at-b"));
        world.Network.Connect(a, b, new Link { Latency = Ms(9) });
        Assert.Equal((Ms(9), Ms(3)), (world.Network.Between(a, b).Latency, world.Network.Between(b, a).Latency));
        world.Tell(fromA, toB, "x");
        world.Tell(fromB, toA, "x");
        world.RunOut();
        Assert.Equal([(3, "at-a"), (9, "at-b")], world.Received.Select(record => (record.At, record.By)));

        world.Network.Connect(a, b, null);
        world.Tell(fromA, toB, "x");
        world.RunOut();
        Assert.Equal(12, world.Now);
    }

    [Fact]
    public void No_network_lies_between_actors_of_one_node_or_outside()
    {
        using var world = new World(link: new Link { Latency = Ms(3), Loss = 1 });
        var (node, sender) = world.Doer("sender");
        var outside = world.Doer(null, "outside");
        world.Tell(sender, world.Recorder(node, "neighbour"), 1);
        world.Tell(sender, world.Recorder(null, "observer"), 2);
        world.Tell(outside, world.Recorder("receiver").Actor, 3);
        world.RunOut();
        Assert.Equal([1, 2, 3], world.Messages.Cast<int>());
        Assert.Equal(0, world.Now);
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public void An_impossible_link_is_refused(Link link)
    {
        using var world = new World();
        var (a, b) = (world.System.AddNode("a"), world.System.AddNode("b"));
        Assert.Throws<ArgumentException>(() => world.Network.Default = link);
        Assert.Throws<ArgumentException>(() => world.Network.Connect(a, b, link));
    }

    public static TheoryData<Link> Impossible =>
    [
        new Link { Latency = Ms(-1) }, new Link { Jitter = Ms(-1) }, new Link { ReorderingDelay = Ms(-1) },
        new Link { BytesPerSecond = 0 }, new Link { BytesPerSecond = -1 }, new Link { BytesPerSecond = double.NaN },
        new Link { QueueBytes = -1 }, new Link { Loss = 1.1 }, new Link { Duplication = -0.1 }, new Link { Reordering = double.NaN },
    ];

    [Fact]
    public void An_impossible_card_is_refused()
    {
        using var world = new World();
        var node = world.System.AddNode("node");
        Assert.Throws<ArgumentException>(() => node.SendsBytesPerSecond = 0);
        Assert.Throws<ArgumentException>(() => node.ReceivesBytesPerSecond = double.NaN);
    }

    private static double[] Times(Link link, params IEnumerable<object> messages)
    {
        using var world = new World(link: link);
        var ((_, sender), (_, receiver)) = (world.Doer("sender"), world.Recorder("receiver"));
        world.Tell(sender, receiver, messages);
        world.RunOut();
        Assert.Equal(messages, world.Messages);
        return [.. world.Times];
    }

    private static double[] Times(Link link, params int[] bytes) => Times(link, bytes.Cast<object>());

    private static IEnumerable<object> Same(int messages, int bytes) => Enumerable.Repeat((object)bytes, messages);

    private static Func<double, double, bool> Within(double milliseconds) =>
        (expected, actual) => actual - expected >= -1e-9 && actual - expected <= milliseconds; // rounded up to ticks
}

using ActorBackprop.VirtualTime.Tests.Support;
using Akka.Actor;
using static ActorBackprop.VirtualTime.Tests.Support.World;

namespace ActorBackprop.VirtualTime.Tests;

/// <summary>A link that sends lost messages again, as TCP does: they arrive late, each once, in order.</summary>
public sealed class RetransmissionTests
{
    private const int Messages = 10_000;

    private static readonly Link Stream = new() { Latency = Ms(3), Loss = 0.2, RetransmissionTimeout = Ms(10) };

    [Fact]
    public void A_lost_message_comes_later_by_timeouts_that_double()
    {
        using var world = Sent(Stream, apart: 10_000);
        Assert.Equal(Enumerable.Range(0, Messages), world.Messages.Cast<int>());
        var delays = world.Received.Select(receipt => Math.Round(receipt.At - 10_000.0 * (int)receipt.Message - 3, 4))
            .GroupBy(delay => delay).ToDictionary(delay => delay.Key, delay => delay.Count());
        // Lost n times with probability 0.8 · 0.2^n: then 10, 10 + 20, 10 + 20 + 40 … ms late.
        for (var losses = 0; losses < 4; losses++)
            AssertRate(0.8 * Math.Pow(0.2, losses), delays.GetValueOrDefault(10.0 * ((1 << losses) - 1)));
        Assert.All(delays.Keys, delay => Assert.Equal(0, Math.Log2(delay / 10 + 1) % 1));
        Assert.Equal(Messages - delays[0], world.System.Log[FaultKind.Retransmission]);
        Assert.Equal(0, world.System.Log[FaultKind.Loss]);
    }

    [Fact]
    public void Later_messages_wait_for_a_lost_one()
    {
        using var world = Sent(Stream, apart: 0.1);
        Assert.Equal(Enumerable.Range(0, Messages), world.Messages.Cast<int>());
        var late = world.Received.Count(receipt => receipt.At - 0.1 * (int)receipt.Message - 3 > 1e-6);
        Assert.True(late > 2 * world.System.Log[FaultKind.Retransmission], $"{late} late");
    }

    [Fact]
    public void A_message_that_is_sent_again_takes_its_time_on_the_link_again()
    {
        using var world = new World(link: new Link { BytesPerSecond = 1000, Loss = 0.5, RetransmissionTimeout = Ms(10) });
        var ((_, sender), (_, receiver)) = (world.Doer("sender"), world.Recorder("receiver"));
        for (var i = 0; i < 50; i++) world.At(100_000 * i, () => sender.Tell((Action<IUntypedActorContext>)(_ => receiver.Tell(20)))); // 20 ms
        world.RunOut();
        var delays = world.Times.Select(at => Math.Round(at % 100_000, 4)).ToHashSet();
        Assert.Superset(new HashSet<double> { 20, 20 + 10 + 20, 20 + 10 + 20 + 20 + 20 }, delays);
    }

    [Fact]
    public void A_message_is_lost_for_good_after_fifteen_retransmissions()
    {
        using var world = Sent(Stream with { Loss = 1 }, apart: 1, messages: 3);
        Assert.Empty(world.Received);
        Assert.Equal((3, 0), (world.System.Log[FaultKind.Loss], world.System.Log[FaultKind.Retransmission]));
    }

    [Fact]
    public void No_timeout_is_longer_than_two_minutes()
    {
        using var world = Sent(Stream with { Loss = 0.9, RetransmissionTimeout = TimeSpan.FromMinutes(1) }, apart: 1e8, messages: 500);
        var minutes = world.Received.Select(receipt => Math.Round((receipt.At % 1e8 - 3) / 60_000, 6)).Distinct().Order().ToList();
        // None, 1, 1 + 2, 1 + 2 + 2 … minutes late.
        Assert.Equal([0, .. Enumerable.Range(0, minutes.Count - 1).Select(i => 1.0 + 2 * i)], minutes);
        Assert.InRange(minutes.Count, 8, 16);
    }

    [Fact]
    public void A_message_that_finds_a_full_queue_is_sent_again()
    {
        var link = new Link { BytesPerSecond = 1000, QueueBytes = 100, RetransmissionTimeout = Ms(10) };
        using var world = new World(link: link);
        var ((_, sender), (_, receiver)) = (world.Doer("sender"), world.Recorder("receiver"));
        world.Tell(sender, receiver, "a90", "b90", "c90", "d90");
        world.RunOut();
        Assert.Equal(["a90", "b90", "c90", "d90"], world.Messages);
        Assert.True(world.System.Log[FaultKind.Retransmission] > 0);
    }

    [Theory]
    [InlineData(0.002)]
    [InlineData(0.3)]
    public void A_connection_that_breaks_loses_its_message_for_good(double rate)
    {
        using var world = Sent(Stream with { Loss = 0, Break = rate }, apart: 1);
        AssertRate(rate, world.System.Log[FaultKind.Break]);
        Assert.Equal(Messages, world.Received.Count + world.System.Log[FaultKind.Break]);
    }

    [Fact]
    public void Retransmission_does_not_change_the_other_draws_of_a_link()
    {
        using var stream = Sent(Stream with { Jitter = Ms(10), Break = 0.1, Duplication = 0.1 }, apart: 100_000);
        using var plain = Sent(Stream with { Jitter = Ms(10), Loss = 0, Duplication = 0.1 }, apart: 100_000);
        var times = plain.Received.GroupBy(receipt => receipt.Message).ToDictionary(copies => copies.Key, copies => copies.Min(one => one.At));
        var onTime = stream.Received.GroupBy(receipt => receipt.Message)
            .Count(copies => Math.Abs(copies.Min(one => one.At) - times[copies.Key]) < 1e-6);
        AssertRate(0.9 * 0.8, onTime);
    }

    [Fact]
    public void A_watcher_learns_of_a_leaving_node_after_the_latency()
    {
        using var world = new World(link: new Link { Latency = Ms(3) });
        world.Network.FailureDetection = Ms(500);
        var (node, watched) = world.Recorder("watched");
        var (other, _) = world.Doer("other");
        world.Actor(other, "watcher", (context, message) =>
        {
            if (message is Terminated) world.Record("watcher")(context, "gone");
            else context.Watch(watched);
        }).Tell("watch");
        world.At(20, node.Leave);
        world.RunTo(1000);
        Assert.Equal([(23.0, "gone")], world.Received.Select(receipt => (receipt.At, (string)receipt.Message)));
    }

    private static World Sent(Link link, double apart, int messages = Messages)
    {
        var world = new World(seed: 3, link);
        var ((_, sender), (_, receiver)) = (world.Doer("sender"), world.Recorder("receiver"));
        for (var number = 0; number < messages; number++)
        {
            var message = number;
            world.At(number * apart, () => sender.Tell((Action<IUntypedActorContext>)(_ => receiver.Tell(message))));
        }
        world.RunOut();
        return world;
    }

    /// <summary>A count out of all messages is within four standard deviations of the rate.</summary>
    private static void AssertRate(double rate, long count)
    {
        var (mean, sigma) = (rate * Messages, Math.Sqrt(Messages * rate * (1 - rate)));
        Assert.InRange(count, mean - 4 * sigma, mean + 4 * sigma);
    }
}

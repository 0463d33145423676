using ActorBackprop.VirtualTime.Tests.Support;
using Akka.Actor;
using static ActorBackprop.VirtualTime.Tests.Support.World;

namespace ActorBackprop.VirtualTime.Tests;

/// <summary>Random faults: how often they happen, what they depend on, and in which order the other messages arrive.</summary>
public sealed class LuckTests
{
    private const int Messages = 10_000;

    [Theory]
    [InlineData(0.002)]
    [InlineData(0.3)]
    [InlineData(0.9)]
    public void Messages_are_lost_at_the_given_rate(double rate)
    {
        using var world = Sent(new Link { Loss = rate });
        AssertRate(rate, world.System.Log[FaultKind.Loss]);
        Assert.Equal(Messages, world.Received.Count + world.System.Log[FaultKind.Loss]);
        Assert.Equal(world.Messages.Distinct().Cast<int>().Order(), world.Messages.Cast<int>());
    }

    [Theory]
    [InlineData(0.002)]
    [InlineData(0.5)]
    public void Messages_arrive_twice_at_the_given_rate_and_never_three_times(double rate)
    {
        using var world = Sent(new Link { Duplication = rate });
        var copies = world.Messages.GroupBy(message => message).Select(copy => copy.Count()).ToList();
        Assert.Equal(Messages, copies.Count);
        Assert.Equal([1, 2], copies.Distinct().Order());
        AssertRate(rate, copies.Count(count => count == 2));
        Assert.Equal(copies.Count(count => count == 2), world.System.Log[FaultKind.Duplication]);
    }

    [Fact]
    public void A_second_copy_comes_after_its_first_within_the_given_time()
    {
        using var world = Sent(new Link { Duplication = 1, Jitter = Ms(1), ReorderingDelay = Ms(2) }, apart: 0);
        var copies = world.Received.GroupBy(record => record.Message, record => record.At).Select(times => times.ToArray()).ToList();
        Assert.All(copies, times => Assert.InRange(times[1] - times[0], 0, 3));
        Assert.True(copies.Max(times => times[1] - times[0]) > 2.9);
        var firsts = world.Messages.Distinct().Cast<int>();
        Assert.Equal(firsts.Order(), firsts); // no first copy is overtaken
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.4)]
    public void Messages_are_overtaken_at_the_given_rate(double rate)
    {
        using var world = Sent(new Link { Reordering = rate, ReorderingDelay = Ms(5) }, apart: 0.1);
        AssertRate(rate, world.System.Log[FaultKind.Reordering]);
        var late = world.Received.Where(record => record.At > SentAt(record, 0.1)).ToList();
        Assert.InRange(late.Count, 0.9 * rate * Messages, world.System.Log[FaultKind.Reordering]);
        Assert.All(late, record => Assert.InRange(record.At - SentAt(record, 0.1), 0, 5));
        var overtaken = world.Messages.Cast<int>().Zip(world.Messages.Cast<int>().Skip(1)).Count(pair => pair.First > pair.Second);
        Assert.True(overtaken > 0.2 * rate * Messages, $"overtaken: {overtaken}");
        // A message that is not late overtakes only late ones.
        var onTime = world.Messages.Cast<int>().Except(late.Select(record => (int)record.Message)).ToList();
        Assert.Equal(onTime.Order(), onTime);
    }

    [Fact]
    public void Jitter_is_uniform_on_top_of_the_latency()
    {
        using var world = Sent(new Link { Latency = Ms(3), Jitter = Ms(12) }, apart: 20);
        var jitter = world.Received.Select(record => record.At - SentAt(record, 20) - 3).ToList();
        Assert.All(jitter, time => Assert.InRange(time, 0, 12));
        var sigma = 12 / Math.Sqrt(12) / Math.Sqrt(Messages);
        Assert.InRange(jitter.Average(), 6 - 4 * sigma, 6 + 4 * sigma);
        for (var part = 0; part < 10; part++) AssertRate(0.1, jitter.Count(time => (int)(time / 1.2) == part));
    }

    [Fact]
    public void Jitter_lets_no_message_overtake_another()
    {
        using var world = Sent(new Link { Latency = Ms(3), Jitter = Ms(12) }, apart: 0.01);
        Assert.Equal(Enumerable.Range(0, Messages), world.Messages.Cast<int>());
    }

    [Fact]
    public void The_draws_of_a_link_do_not_depend_on_the_messages_of_others()
    {
        var link = new Link { Loss = 0.2, Duplication = 0.2, Reordering = 0.2, Jitter = Ms(1) };
        using var alone = new World(seed: 5, link);
        using var crowded = new World(seed: 5, link);
        Assert.Equal(Fates(alone, others: false), Fates(crowded, others: true));
        Assert.InRange(crowded.Received.Count - alone.Received.Count, 1500, 2 * 2000);

        static List<(double, object)> Fates(World world, bool others)
        {
            var (senders, receivers) = (new List<IActorRef>(), new List<IActorRef>());
            var ways = new (int From, int To)[] { (0, 2), (2, 0), (2, 1), (1, 0) };
            foreach (var name in new[] { "a", "b", "c" })
            {
                var (node, sender) = world.Doer(name);
                senders.Add(sender);
                receivers.Add(world.Recorder(node, $"at-{name}"));
            }
            for (var number = 0; number < 2000; number++)
            {
                var (from, to) = ways[number % ways.Length];
                if (others) world.Tell(senders[from], receivers[to], $"other-{number}");
                world.Tell(senders[0], receivers[1], number);
            }
            world.RunOut();
            return [.. world.Received.Where(record => record is { By: "at-b", Message: int }).Select(record => (record.At, record.Message))];
        }
    }

    [Fact]
    public void The_fate_of_a_message_does_not_change_the_draws_of_the_next()
    {
        using var lossy = Sent(new Link { Loss = 0.5, Jitter = Ms(10) }, apart: 20);
        using var safe = Sent(new Link { Jitter = Ms(10) }, apart: 20);
        var times = safe.Received.ToDictionary(record => record.Message, record => record.At);
        Assert.InRange(lossy.Received.Count, Messages / 3, Messages * 2 / 3);
        Assert.All(lossy.Received, record => Assert.Equal(times[record.Message], record.At));
    }

    [Fact]
    public void Another_seed_gives_other_draws()
    {
        using var one = Sent(new Link { Loss = 0.5 }, seed: 1);
        using var other = Sent(new Link { Loss = 0.5 }, seed: 2);
        var both = one.Messages.Intersect(other.Messages).Count();
        AssertRate(0.25, both);
    }

    [Fact]
    public void The_two_directions_between_two_nodes_have_independent_draws()
    {
        using var world = new World(link: new Link { Loss = 0.5 });
        var ((a, fromA), (b, fromB)) = (world.Doer("a"), world.Doer("b"));
        var (toA, toB) = (world.Recorder(a, "at-a"), world.Recorder(b, "at-b"));
        var numbers = Enumerable.Range(0, Messages).Cast<object>().ToArray();
        world.Tell(fromA, toB, numbers);
        world.Tell(fromB, toA, numbers);
        world.RunOut();
        AssertRate(0.25, world.Received.GroupBy(record => record.Message).Count(group => group.Count() == 2));
    }

    /// <summary>Messages 0, 1, 2 … from one node to another, so many milliseconds apart.</summary>
    private static World Sent(Link link, double apart = 1, ulong seed = 3)
    {
        var world = new World(seed, link);
        var ((_, sender), (_, receiver)) = (world.Doer("sender"), world.Recorder("receiver"));
        for (var number = 0; number < Messages; number++)
        {
            var message = number;
            world.At(number * apart, () => sender.Tell((Action<IUntypedActorContext>)(_ => receiver.Tell(message))));
        }
        world.RunOut();
        return world;
    }

    private static double SentAt(Receipt receipt, double apart) => (int)receipt.Message * apart;

    /// <summary>A count out of all messages is within four standard deviations of the rate.</summary>
    private static void AssertRate(double rate, long count)
    {
        var (mean, sigma) = (rate * Messages, Math.Sqrt(Messages * rate * (1 - rate)));
        Assert.InRange(count, mean - 4 * sigma, mean + 4 * sigma);
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using ActorBackprop.VirtualTime.Tests.Support;
using Akka.Actor;
using static ActorBackprop.VirtualTime.Tests.Support.World;

namespace ActorBackprop.VirtualTime.Tests;

/// <summary>What is logged, in which order, and the chain of hashes over it.</summary>
public sealed class EventLogTests
{
    [Fact]
    public void The_observer_is_told_every_message_and_fault_in_order()
    {
        using var world = new World(link: new Link { Latency = Ms(10) });
        var events = new List<VirtualEvent>();
        world.System.Log.Observer = events.Add;
        var ((a, doer), (b, recorder)) = (world.Doer("a"), world.Recorder("b"));
        world.Tell(doer, recorder, "x");
        world.At(5, () => world.Network.Cut(a, b));
        world.At(6, b.Crash);
        world.RunTo(100);
        Action<IUntypedActorContext> action = (Action<IUntypedActorContext>)events[0].Message!;
        Assert.Equal(
        [
            new VirtualEvent(0, Ms(0), null, world.System.Outside, a, "", "/user/a", action, Ms(0)),
            new VirtualEvent(1, Ms(5), FaultKind.Cut, a, b, "", "", null, Ms(5)),
            new VirtualEvent(2, Ms(6), FaultKind.Crash, b, b, "", "", null, Ms(6)),
            new VirtualEvent(3, Ms(10), FaultKind.Undeliverable, a, b, "/user/a", "/user/b", "x", Ms(0)),
        ], events);
        Assert.Equal(4, world.System.Log.Count);
    }

    /// <summary>Computed again from what the observer was told: 32 bytes per event, 128 events per link.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(1000)]
    public void The_hash_is_a_chain_over_the_events(int messages)
    {
        using var system = new VirtualSystem("test", new VirtualSettings { IdentityOf = message => (ulong)(int)message });
        var (link, fill) = (new byte[32 + 128 * 32], 32);
        system.Log.Observer = one =>
        {
            var record = link.AsSpan(fill, 32);
            BinaryPrimitives.WriteInt64LittleEndian(record, one.At.Ticks);
            BinaryPrimitives.WriteInt32LittleEndian(record[8..], -1);
            BinaryPrimitives.WriteInt32LittleEndian(record[12..], 0);
            BinaryPrimitives.WriteInt32LittleEndian(record[16..], 1);
            record[20..24].Clear();
            BinaryPrimitives.WriteUInt64LittleEndian(record[24..], Fnv("System.Int32") ^ (ulong)(int)one.Message!);
            fill += 32;
            if (fill < link.Length) return;
            SHA256.HashData(link).CopyTo(link, 0);
            fill = 32;
        };
        var actor = system.System.ActorOf(Does.With(static (_, _) => { }), "actor");
        for (var number = 0; number < messages; number++) actor.Tell(number);
        system.RunTo(TimeSpan.Zero);
        Assert.Equal(messages, system.Log.Count);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(link.AsSpan(0, fill))), system.Log.Hash);
    }

    private static ulong Fnv(string text)
    {
        var hash = 14695981039346656037;
        foreach (var letter in text)
        {
            hash ^= letter;
            hash *= 1099511628211;
        }
        return hash;
    }

    [Fact]
    public void Any_logged_difference_changes_the_hash()
    {
        var hashes = new[]
        {
            Hash(0, 0, "x"), Hash(0, 0, "y"), Hash(0, 0, 1), Hash(0, 1, "x"), Hash(1, 0, "x"),
        };
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], Hash(0, 0, "x"));

        static string Hash(int to, double at, object message)
        {
            using var system = new VirtualSystem("test", new VirtualSettings { IdentityOf = message => message is string text ? text[0] : 0UL });
            IActorRef[] actors = [system.System.ActorOf(Does.With(static (_, _) => { }), "one"), system.System.ActorOf(Does.With(static (_, _) => { }), "other")];
            system.At(Ms(at), () => actors[to].Tell(message));
            system.RunTo(Ms(10));
            return system.Log.Hash;
        }
    }

    [Fact]
    public void A_timers_message_is_logged_as_itself_from_the_actor_that_set_it()
    {
        using var world = new World();
        var events = new List<VirtualEvent>();
        world.System.Log.Observer = events.Add;
        var node = world.System.AddNode("node", node => node.ActorOf(Props.Create<Timed>(), "timed"));
        world.RunTo(10);
        Assert.Equal([new VirtualEvent(0, Ms(1), null, node, node, "/user/timed", "/user/timed", "timer", Ms(1))], events);
    }

    private sealed class Timed : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartSingleTimer("key", "timer", Ms(1));

        protected override void OnReceive(object message)
        {
        }
    }

    [Fact]
    public void The_observer_can_crash_a_node_at_a_message()
    {
        using var world = new World();
        var (node, recorder) = world.Recorder("recorder");
        world.System.Log.Observer = one =>
        {
            if (one.Message is 3) node.Crash();
        };
        foreach (var number in Enumerable.Range(0, 6)) recorder.Tell(number);
        world.RunTo(1);
        Assert.Equal([0, 1, 2], world.Messages.Cast<int>());
        Assert.Equal(2, world.System.Log[FaultKind.Undeliverable]); // 4 and 5; 3 died with its receiver
    }
}

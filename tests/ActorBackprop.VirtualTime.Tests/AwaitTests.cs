using System.Runtime.CompilerServices;
using ActorBackprop.VirtualTime.Tests.Support;
using Akka.Actor;
using static ActorBackprop.VirtualTime.Tests.Support.World;

namespace ActorBackprop.VirtualTime.Tests;

/// <summary>Virtual time waits for no await that ends in real time: an actor that is still in one is named, never passed over.</summary>
public sealed class AwaitTests
{
    private const string Open = "/user/waiter is in an await that has not ended: virtual time does not wait for Task.Delay, HTTP or "
        + "files; set a timer instead, or let VirtualSystem.At end what is awaited";

    /// <summary>What the waiter records in place of its message when the task may have been over before it was awaited.</summary>
    private const string Over = "over";

    private static readonly Task Never = new TaskCompletionSource().Task;

    /// <summary>Each way to run time to a point where a test draws its conclusion.</summary>
    private static readonly string[] AllWays = ["RunOne", "RunTo", "RunUntil", "Expect", "ExpectNothing", "Dispose"];

    public static TheoryData<string> Ways => [.. AllWays];

    [Theory, MemberData(nameof(Ways))]
    public void An_open_await_is_reported_when_no_event_remains(string way)
    {
        using var world = With(static () => Never, "go");
        Assert.Contains(Open, Thrown(world, way), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Ways))]
    public void An_open_await_is_reported_although_other_actors_run(string way)
    {
        using var world = With(static () => Never, "go");
        var other = world.Recorder(null, "other");
        world.System.System.Scheduler.ScheduleTellRepeatedly(Ms(1), Ms(1), other, "tick", ActorRefs.NoSender);
        world.RunTo(100); // does not conclude anything, but to run on until it is idle would take for ever
        if (way is "RunOne" or "RunTo") way = "Dispose";
        Assert.Contains(Open, Thrown(world, way), StringComparison.Ordinal);
        Assert.Equal(100, world.Received.Count(receipt => receipt.At <= 100));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(50)]
    public void A_real_delay_is_reported_in_every_run(int milliseconds)
    {
        foreach (var way in AllWays)
            for (var run = 0; run < 5; run++)
            {
                using var world = With(() => Task.Delay(milliseconds), "go");
                // The other thread may come in the midst of it: then it is caught, and names the actor too.
                var failure = Record.Exception(() => Assert.Contains("/user/waiter", Thrown(world, way), StringComparison.Ordinal));
                if (!world.Messages.Contains(Over)) Assert.Null(failure); // on a busy machine a delay may end before it is awaited
            }
    }

    [Fact]
    public void A_probe_names_the_await_beside_what_it_expected()
    {
        using var world = With(static () => Never, "go", seed: 7);
        var probe = world.System.CreateProbe("probe");
        Assert.Equal($"probe: expected String within 00:00:05, found nothing; {Open}; seed 7, 00:00:05 since the beginning",
            Assert.Throws<VirtualTimeException>(() => probe.Expect<string>(TimeSpan.FromSeconds(5))).Message);
        Assert.Equal("probe: expected nothing within 1.00:00:00, and nothing came, which proves nothing; "
            + $"{Open}; seed 7, 1.00:00:05 since the beginning",
            Assert.Throws<VirtualTimeException>(() => probe.ExpectNothing(TimeSpan.FromHours(24))).Message);
    }

    [Fact]
    public void An_await_outside_of_a_message_is_reported()
    {
        using var world = new World();
        world.System.AddNode("node", static node => node.ActorOf(Props.Create<Starter>(), "starter"));
        Assert.Contains("/user/starter is in an await", Thrown(world, "RunTo"), StringComparison.Ordinal);
    }

    private sealed class Starter : UntypedActor
    {
        protected override void PreStart() => RunTask(static () => Never);

        protected override void OnReceive(object message)
        {
        }
    }

    [Fact]
    public void Many_open_awaits_are_listed_in_order_and_counted()
    {
        using var world = new World();
        for (var actor = 1; actor <= 7; actor++)
            world.System.AddNode($"node{actor}").ActorOf(Waiter.With(static () => Never), $"w{actor}").Tell("go");
        Assert.StartsWith("/user/w1, /user/w2, /user/w3, /user/w4, /user/w5 and 2 more are in an await that has not ended: ", Thrown(world, "RunTo"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_await_that_ends_in_virtual_time_is_no_failure()
    {
        var ready = new TaskCompletionSource();
        using var world = With(() => ready.Task, "go");
        world.At(100, ready.SetResult);
        world.RunTo(50); // in the midst of it
        var probe = world.System.CreateProbe("probe");
        Assert.True(world.System.RunUntil(() => world.Received.Count == 1, Ms(200)));
        probe.ExpectNothing(Ms(100));
        world.RunOut();
        Assert.Equal([100], world.Times);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_await_of_an_actor_that_has_stopped_is_no_failure(bool crashes)
    {
        using var world = With(static () => Never, "go");
        world.At(5, crashes ? world.System.Nodes[0].Crash : world.System.Nodes[0].Leave);
        world.RunTo(100);
    }

    [Fact]
    public void The_end_does_not_replace_what_was_thrown_before()
    {
        var exception = Assert.Throws<VirtualTimeException>(static () =>
        {
            using var world = With(static () => Never, "go");
            world.System.CreateProbe("probe").Expect<string>(Ms(1));
        });
        Assert.StartsWith("probe: expected String", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_end_throws_what_was_caught_after_the_last_run()
    {
        var world = new World();
        var recorder = world.Recorder(null, "recorder");
        world.RunTo(1);
        var thread = new Thread(() => recorder.Tell("x")) { Name = "my own" };
        thread.Start();
        thread.Join();
        var exception = Assert.Throws<VirtualTimeException>(world.Dispose);
        Assert.Contains("(my own) told String to /user/recorder", exception.Message, StringComparison.Ordinal);
        Assert.True(world.System.System.WhenTerminated.IsCompletedSuccessfully);
    }

    /// <summary>A world with an actor on a node that has got a message and awaits something, then records it.</summary>
    private static World With(Func<Task> awaited, string message, ulong seed = 1)
    {
        var world = new World(seed);
        world.System.AddNode("node").ActorOf(Waiter.With(awaited, world.Record("waiter")), "waiter").Tell(message);
        return world;
    }

    private static string Thrown(World world, string way) => Assert.Throws<VirtualTimeException>(way switch
    {
        "RunOne" => world.RunOut,
        "RunTo" => () => world.RunTo(1000),
        "RunUntil" => () => world.System.RunUntil(() => world.Received.Any(receipt => receipt.By == "waiter"), Ms(1000)),
        "Expect" => () => world.System.CreateProbe("probe").Expect<string>(Ms(1000)),
        "ExpectNothing" => () => world.System.CreateProbe("probe").ExpectNothing(Ms(1000)),
        _ => () =>
        {
            world.System.RunOne();
            world.Dispose();
        }
        ,
    }).Message;

    /// <summary>An actor that awaits something for each message, then does something with it.</summary>
    private sealed class Waiter : ReceiveActor
    {
        public Waiter(Func<Task> awaited, Action<IUntypedActorContext, object> then) => ReceiveAsync<string>(async message =>
        {
            var wait = new Wait(awaited());
            await wait;
            then(Context, wait.MayBeOver ? Over : message);
        });

        public static Props With(Func<Task> awaited, Action<IUntypedActorContext, object>? then = null) =>
            Props.Create<Waiter>(awaited, then ?? (static (_, _) => { }));
    }

    /// <summary>Awaits a task as usual, and notes whether it may have been over before its end could call from another thread.</summary>
    private sealed class Wait(Task task) : INotifyCompletion
    {
        public bool MayBeOver { get; private set; }

        public bool IsCompleted => MayBeOver = task.IsCompleted;

        public Wait GetAwaiter() => this;

        public void GetResult() => task.GetAwaiter().GetResult();

        public void OnCompleted(Action continuation)
        {
            task.GetAwaiter().OnCompleted(continuation);
            MayBeOver = task.IsCompleted;
        }
    }
}

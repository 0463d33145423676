using ActorBackprop.VirtualTime.Tests.Support;
using Akka.Actor;
using static ActorBackprop.VirtualTime.Tests.Support.World;

namespace ActorBackprop.VirtualTime.Tests;

/// <summary>
/// What would leave virtual time: other threads and real clocks are caught and named. Each test waits for the other thread
/// to have done it; in virtual time nothing ever waits for one.
/// </summary>
public sealed class ForeignThreadTests : IDisposable
{
    private readonly World _world = new();

    [Fact]
    public void Telling_from_a_task_is_caught()
    {
        var recorder = _world.Recorder(null, "recorder");
        Do(_ => Wait(done => Task.Run(() => done(() => recorder.Tell("x")))));
        AssertCaught("told String to /user/recorder");
        Assert.Empty(_world.Received);
    }

    [Fact]
    public void Telling_from_a_thread_is_caught_by_its_name()
    {
        var recorder = _world.Recorder(null, "recorder");
        Do(_ => RunThread(() => recorder.Tell("x"), "my own"));
        AssertCaught("(my own) told String to /user/recorder");
    }

    [Fact]
    public void A_continuation_after_a_real_delay_is_caught()
    {
        var recorder = _world.Recorder(null, "recorder");
        Do(_ => Wait(done => Task.Delay(1).ContinueWith(_ => done(() => recorder.Tell("x")), TaskScheduler.Default)));
        AssertCaught("told String to /user/recorder");
    }

    [Fact]
    public void Piping_a_task_of_the_pool_to_an_actor_is_caught()
    {
        var recorder = _world.Recorder(null, "recorder");
        Do(_ =>
        {
            using var begin = new ManualResetEventSlim();
            var piped = Task.Run(() =>
            {
                begin.Wait();
                return "x";
            }).PipeTo(recorder);
            begin.Set();
            piped.Wait();
        });
        AssertCaught("told String to /user/recorder");
    }

    [Fact]
    public void An_await_that_leaves_the_actor_is_caught()
    {
        var recorder = _world.Recorder(null, "recorder");
        Wait(done =>
        {
            _world.System.System.ActorOf(Props.Create<Leaver>(done), "leaver").Tell(recorder);
            _world.System.RunOne();
        });
        AssertCaught("told String to /user/recorder");
    }

    private sealed class Leaver : ReceiveActor
    {
        public Leaver(Action<Action> done) => ReceiveAsync<IActorRef>(async recorder =>
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            done(() => recorder.Tell("x"));
        });
    }

    [Fact]
    public void Scheduling_from_another_thread_is_caught()
    {
        var recorder = _world.Recorder(null, "recorder");
        Do(context =>
        {
            var scheduler = context.System.Scheduler;
            RunThread(() => scheduler.ScheduleTellOnce(Ms(1), recorder, "x", ActorRefs.NoSender), "my own");
        });
        AssertCaught("(my own) scheduled something");
        Assert.True(_world.System.IsIdle);
    }

    [Fact]
    public void Scheduling_an_action_from_another_thread_is_caught()
    {
        var scheduler = _world.System.System.Scheduler.Advanced;
        Do(_ => RunThread(() => scheduler.ScheduleRepeatedly(Ms(1), Ms(1), static () => { }), "my own"));
        AssertCaught("(my own) scheduled something");
        Assert.True(_world.System.IsIdle);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Starting_an_actor_from_another_thread_is_caught(bool atTheTop)
    {
        var parent = _world.System.AddNode("node").ActorOf(Props.Create<Parent>(atTheTop), "parent");
        parent.Tell("go");
        AssertCaught("(my own) told Supervise to /user");
    }

    private sealed class Parent(bool atTheTop) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            var context = Context;
            RunThread(() => (atTheTop ? (IActorRefFactory)context.System : context).ActorOf(Does.With(static (_, _) => { }), "child"), "my own");
        }
    }

    [Fact]
    public void Stopping_an_actor_from_another_thread_is_caught()
    {
        var recorder = _world.Recorder(null, "recorder");
        Do(context => RunThread(() => context.System.Stop(recorder), "my own"));
        AssertCaught("(my own) told ");
    }

    [Fact]
    public void Ask_is_refused_in_an_actor_and_outside()
    {
        var recorder = _world.Recorder(null, "recorder");
        Do(_ => recorder.Ask<string>("x"));
        AssertThrown("/user/recorder was asked for an answer to String: Ask waits in real time; "
            + "use Tell, and a timer for the answer that does not come");

        using var other = new World();
        _ = other.Recorder(null, "recorder").Ask(1, Ms(1));
        Assert.StartsWith("/user/recorder was asked for an answer to Int32: Ask",
            Assert.Throws<VirtualTimeException>(() => other.RunTo(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolving_a_selection_is_refused()
    {
        _world.Recorder(null, "recorder");
        Do(context => context.ActorSelection("/user/recorder").ResolveOne(Ms(1)));
        AssertThrown("/user/recorder was to be found by ResolveOne, or asked for Identify, which wait in real time; "
            + "tell it Identify, and set a timer for the answer that does not come");
    }

    [Fact]
    public void Stopping_gracefully_is_refused()
    {
        var recorder = _world.Recorder(null, "recorder");
        Do(_ => recorder.GracefulStop(Ms(1)));
        AssertThrown("/user/recorder was to be stopped by GracefulStop, or watched by WatchAsync, which wait in real time; "
            + "use Watch, and a timer for the end that does not come");
    }

    [Fact]
    public void Waiting_for_a_watch_is_refused()
    {
        var recorder = _world.Recorder(null, "recorder");
        Do(_ => recorder.WatchAsync());
        AssertThrown("/user/recorder was to be stopped by GracefulStop, or watched by WatchAsync, which wait in real time; "
            + "use Watch, and a timer for the end that does not come");
    }

    [Theory]
    [InlineData("my-dispatcher", true)]
    [InlineData("my-dispatcher", false)]
    [InlineData("akka.actor.internal-dispatcher", true)] // Akka's own: not modelled
    [InlineData("akka.actor.internal-dispatcher", false)]
    public void An_actor_with_its_own_dispatcher_is_caught(string dispatcher, bool atTheTop)
    {
        using var world = new World(configuration: "my-dispatcher { type = PinnedDispatcher }");
        var props = Props.Create<Hasty>(world.Recorder(null, "recorder")).WithDispatcher(dispatcher);
        var exception = Assert.Throws<VirtualTimeException>(() =>
        {
            if (atTheTop) world.System.AddNode("node", node => node.ActorOf(props, "actor"));
            else world.Do(world.Doer("parent").Actor, context => context.ActorOf(props, "actor"));
            world.RunTo(1);
        });
        Assert.Equal($"/user/{(atTheTop ? "" : "parent/")}actor has the dispatcher {dispatcher}, which virtual time does not run: "
            + "an actor has the default dispatcher, or one that is configured without a type, and so has the default's", exception.Message);
    }

    /// <summary>Tells on its own thread, before the test can look.</summary>
    private sealed class Hasty(IActorRef recorder) : UntypedActor
    {
        protected override void PreStart() => recorder.Tell("x");

        protected override void OnReceive(object message)
        {
        }
    }

    [Theory]
    [InlineData("my-dispatcher")]
    [InlineData("akka.actor.default-fork-join-dispatcher")]
    [InlineData("akka.actor.synchronized-dispatcher")]
    [InlineData("akka.actor.default-blocking-io-dispatcher")]
    public void A_dispatcher_without_a_type_and_akkas_others_are_virtual_ones(string dispatcher)
    {
        using var world = new World(link: new Link { Latency = Ms(10) }, configuration: "my-dispatcher { throughput = 5 }");
        var (_, recorder) = world.Recorder("recorder");
        world.System.AddNode("node").ActorOf(Does.With((_, message) => recorder.Tell(message)).WithDispatcher(dispatcher), "actor").Tell("x");
        world.RunTo(100);
        Assert.Equal([10], world.Times);
    }

    [Fact]
    public void Running_time_on_another_thread_is_refused()
    {
        Exception? refused = null;
        foreach (var what in new Action[]
        {
            () => _world.System.RunOne(), () => _world.System.RunTo(Ms(1)), () => _world.System.Run(Ms(1)),
            () => _world.System.RunUntil(static () => false, Ms(1)), () => _world.System.At(Ms(1), static () => { }),
            () => _world.System.AddNode("node"), () => _world.System.CreateProbe("probe", _world.System.AddNode("node")),
        })
        {
            refused = null;
            RunThread(() => refused = Record.Exception(what), "my own");
            Assert.Matches(@"^virtual time is run by the thread that created it, \d+, not by thread \d+ \(my own\): in a test, no await before or between$",
                Assert.IsType<VirtualTimeException>(refused).Message);
        }
        _world.RunTo(1); // no harm done
    }

    [Fact]
    public void Running_time_from_within_is_refused()
    {
        Do(_ => _world.System.RunOne());
        AssertThrown("virtual time is running already: code that runs in it cannot run it, only tell and schedule");

        using var other = new World();
        other.At(1, () => other.RunTo(5));
        Assert.Throws<VirtualTimeException>(() => other.RunTo(2));
    }

    [Fact]
    public void Starting_an_actor_on_a_node_from_within_an_actor_is_refused()
    {
        var node = _world.System.AddNode("node");
        Do(_ => node.ActorOf(Does.With(static (_, _) => { }), "late"));
        AssertThrown("an actor cannot start late on node: do it before, or at a time with VirtualSystem.At");
    }

    [Fact]
    public void A_violation_is_thrown_at_every_call()
    {
        var recorder = _world.Recorder(null, "recorder");
        Do(_ => RunThread(() => recorder.Tell("x"), "my own"));
        var first = Assert.Throws<VirtualTimeException>(() => _world.RunTo(1));
        Assert.Same(first, Assert.Throws<VirtualTimeException>(() => _world.RunTo(2)));
        Assert.Same(first, Assert.Throws<VirtualTimeException>(() => _world.System.AddNode("node")));
    }

    public void Dispose() => _world.Dispose();

    /// <summary>Has an actor do something that is caught when time goes on.</summary>
    private void Do(Action<IUntypedActorContext> action) => _world.Doer(null, "doer").Tell(action);

    private void AssertCaught(string what)
    {
        var message = Assert.Throws<VirtualTimeException>(() => _world.RunTo(10)).Message;
        Assert.Matches("^thread [0-9]+ .*in virtual time only the thread that runs it may; look for Task.Run, Task.Delay, "
            + @"ConfigureAwait\(false\), PipeTo and threads of your own$", message);
        Assert.Contains(what, message, StringComparison.Ordinal);
    }

    private void AssertThrown(string sentence) => Assert.Equal(sentence, Assert.Throws<VirtualTimeException>(() => _world.RunTo(10)).Message);

    /// <summary>Waits until something has been done elsewhere. To wait for the task itself could bring it onto this thread.</summary>
    private static void Wait(Action<Action<Action>> begin)
    {
        var done = new TaskCompletionSource();
        begin(what =>
        {
            what();
            done.SetResult();
        });
        done.Task.Wait();
    }

    private static void RunThread(Action action, string name)
    {
        var thread = new Thread(() => action()) { Name = name };
        thread.Start();
        thread.Join();
    }
}

using ActorBackprop.VirtualTime.Tests.Support;
using Akka.Actor;
using static ActorBackprop.VirtualTime.Tests.Support.World;

namespace ActorBackprop.VirtualTime.Tests;

/// <summary>Actors whose work takes virtual time: what comes waits, what they tell leaves at the end.</summary>
public sealed class BusyTests : IDisposable
{
    private readonly World _world = new();

    [Fact]
    public void A_busy_actor_handles_one_message_after_another_in_the_order_they_came()
    {
        var (node, recorder) = _world.Recorder("recorder");
        node.HandlingTime = message => Ms((int)message);
        foreach (var time in new[] { 5, 3, 7 }) recorder.Tell(time);
        _world.At(6, () => recorder.Tell(1));
        _world.RunTo(100);
        Assert.Equal([(0, 5), (5, 3), (8, 7), (15, 1)], _world.Received.Select(record => (record.At, (int)record.Message)));
    }

    [Fact]
    public void Messages_of_a_busy_actor_leave_at_the_end_of_its_work()
    {
        _world.Network.Default = new Link { Latency = Ms(10) };
        var (node, doer) = _world.Doer("doer");
        var recorders = new[] { _world.Recorder(node, "neighbour"), _world.Recorder("apart").Actor, _world.Recorder(null, "outside") };
        node.HandlingTime = message => message is Action<IUntypedActorContext> ? Ms(5) : TimeSpan.Zero;
        _world.Do(doer, _ =>
        {
            foreach (var recorder in recorders) recorder.Tell("done");
        });
        _world.RunTo(100);
        Assert.Equal([("neighbour", 5), ("outside", 5), ("apart", 15)], _world.Received.Select(record => (record.By, record.At)));
    }

    [Fact]
    public void Timers_that_it_sets_begin_at_the_end_of_its_work()
    {
        var (node, doer) = _world.Doer("doer");
        var recorder = _world.Recorder(null, "recorder");
        node.HandlingTime = _ => Ms(5);
        _world.Do(doer, context => context.System.Scheduler.ScheduleTellRepeatedly(Ms(2), Ms(4), recorder, "told", ActorRefs.NoSender));
        _world.RunTo(12);
        Assert.Equal([7, 11], _world.Times);
    }

    [Fact]
    public void A_timer_of_a_busy_actor_tells_others_at_once_and_its_own_actor_later()
    {
        var (node, doer) = _world.Doer("doer");
        var recorder = _world.Recorder(null, "recorder");
        _world.Do(doer, context =>
        {
            context.System.Scheduler.ScheduleTellOnce(Ms(2), recorder, "timer", ActorRefs.NoSender);
            context.System.Scheduler.ScheduleTellOnce(
                Ms(3), context.Self, (Action<IUntypedActorContext>)(_ => recorder.Tell("own")), ActorRefs.NoSender);
        });
        node.HandlingTime = _ => Ms(5);
        doer.Tell("work");
        _world.RunTo(100);
        Assert.Equal([(2, "timer"), (10, "own")], _world.Received.Select(record => (record.At, (string)record.Message)));
    }

    [Fact]
    public void A_receive_timeout_counts_from_the_end_of_the_work()
    {
        var node = _world.System.AddNode("node");
        node.HandlingTime = message => message is ReceiveTimeout ? TimeSpan.Zero : Ms(20);
        var actor = _world.Actor(node, "actor", (context, message) =>
        {
            context.SetReceiveTimeout(message is ReceiveTimeout ? null : Ms(5));
            _world.Record("actor")(context, message);
        });
        actor.Tell("work");
        actor.Tell("more work");
        _world.RunTo(100);
        Assert.Equal([0, 20, 45], _world.Times);
    }

    [Fact]
    public void Sending_to_another_node_takes_its_time_for_each_message()
    {
        _world.Network.Default = new Link { Latency = Ms(10) };
        var (node, doer) = _world.Doer("doer");
        var (_, apart) = _world.Recorder("apart");
        var neighbour = _world.Recorder(node, "neighbour");
        node.SendingTime = message => Ms((int)message);
        _world.Do(doer, _ =>
        {
            neighbour.Tell(0);
            apart.Tell(4);
            apart.Tell(2);
            neighbour.Tell(9);
        });
        var next = -1.0;
        _world.At(5, () => doer.Tell((Action<IUntypedActorContext>)(_ => next = _world.Now)));
        _world.RunTo(100);
        Assert.Equal(6, next); // it was busy until then
        Assert.Equal([("neighbour", 0), ("neighbour", 6), ("apart", 14), ("apart", 16)], _world.Received.Select(record => (record.By, record.At)));
    }

    [Fact]
    public void A_message_of_a_timer_keeps_no_actor_busy()
    {
        var (node, doer) = _world.Doer("doer");
        var (_, apart) = _world.Recorder("apart");
        node.SendingTime = _ => Ms(10);
        _world.Do(doer, context => context.System.Scheduler.ScheduleTellRepeatedly(Ms(1), Ms(1), apart, "told", ActorRefs.NoSender));
        _world.RunTo(3);
        Assert.Equal([1, 2, 3], _world.Times);
    }

    [Fact]
    public void Times_add_up_and_a_negative_one_is_none()
    {
        var (node, doer) = _world.Doer("doer");
        var (_, apart) = _world.Recorder("apart");
        (node.HandlingTime, node.SendingTime) = (_ => Ms(5), message => Ms((int)message));
        _world.Do(doer, _ =>
        {
            apart.Tell(3);
            apart.Tell(-100);
        });
        var next = -1.0;
        doer.Tell((Action<IUntypedActorContext>)(_ => next = _world.Now));
        _world.RunTo(100);
        Assert.Equal([8, 8], _world.Times);
        Assert.Equal(8, next);
    }

    [Fact]
    public void A_message_that_waits_takes_one_more_turn()
    {
        var (node, recorder) = _world.Recorder("recorder");
        node.HandlingTime = _ => Ms(1);
        for (var number = 0; number < 100; number++) recorder.Tell(number);
        _world.RunOut();
        Assert.Equal(100, _world.Received.Count);
        Assert.InRange(_world.System.Turns, 100, 200);
    }

    [Fact]
    public void Waiting_counts_messages_that_have_arrived()
    {
        var (node, recorder) = _world.Recorder("recorder");
        node.HandlingTime = _ => Ms(10);
        Assert.Equal(0, node.Waiting);
        foreach (var number in Enumerable.Range(0, 5)) recorder.Tell(number);
        _world.RunTo(0);
        Assert.Equal(4, node.Waiting);
        _world.RunTo(25);
        Assert.Equal(2, node.Waiting);
        _world.RunTo(1000);
        Assert.Equal((0, 5), (node.Waiting, _world.Received.Count));
    }

    [Fact]
    public void A_message_takes_the_time_of_its_content_not_of_akkas_wrapper()
    {
        var node = _world.System.AddNode("node");
        var seen = new List<object>();
        node.HandlingTime = message =>
        {
            seen.Add(message);
            return TimeSpan.Zero;
        };
        var actor = node.ActorOf(Props.Create<Timed>(), "timed");
        _world.RunTo(10);
        _world.System.System.ActorSelection("/user/tim*").Tell("selected");
        _world.RunTo(20);
        Assert.Equal(["timer", "selected"], seen);
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
    public void A_restarted_actor_keeps_its_waiting_messages_and_its_work()
    {
        var node = _world.System.AddNode("node");
        node.HandlingTime = _ => Ms(5);
        var actor = _world.Actor(node, "actor", (context, message) =>
        {
            _world.Record("actor")(context, message);
            if (message is "fail") throw new InvalidOperationException("as told");
        });
        foreach (var message in new[] { "a", "fail", "b" }) actor.Tell(message);
        _world.RunTo(100);
        Assert.Equal([(0, "a"), (5, "fail"), (10, "b")], _world.Received.Select(record => (record.At, (string)record.Message)));
    }

    [Fact]
    public void An_actor_that_stashes_gets_its_messages_back_in_order()
    {
        var node = _world.System.AddNode("node");
        node.HandlingTime = _ => Ms(5);
        var actor = node.ActorOf(Props.Create<Stasher>(_world.Record("stasher")), "stasher");
        foreach (var message in new[] { "a", "b", "open", "c" }) actor.Tell(message);
        _world.RunTo(100);
        Assert.Equal([(10, "open"), (10, "a"), (10, "b"), (15, "c")], _world.Received.Select(record => (record.At, (string)record.Message)));
    }

    private sealed class Stasher(Action<IUntypedActorContext, object> record) : UntypedActor, IWithStash
    {
        private bool _isOpen;

        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            _isOpen |= message is "open";
            if (!_isOpen)
            {
                Stash.Stash();
                return;
            }
            record(Context, message);
            if (message is "open") Stash.UnstashAll();
        }
    }

    [Theory]
    [InlineData("akka.dispatch.stable-priority-mailbox")]
    [InlineData("akka.actor.mailbox.bounded-queue-based")]
    public void An_actor_with_another_kind_of_mailbox_is_modelled_too(string mailbox)
    {
        using var world = new World(link: new Link { Latency = Ms(10) }, configuration:
            $"akka.dispatch.stable-priority-mailbox.mailbox-type = \"{typeof(ByNumber).AssemblyQualifiedName!.Split(", Version")[0]}\"");
        var ((node, doer), (_, recorder)) = (world.Doer("doer"), world.Recorder("recorder"));
        node.HandlingTime = _ => Ms(5);
        var actor = node.ActorOf(Does.With((_, message) => recorder.Tell(message)).WithMailbox(mailbox), "actor");
        world.Tell(doer, actor, 3, 1, 2);
        world.RunTo(100);
        Assert.Equal([(20, 3), (25, 1), (30, 2)], world.Received.Select(record => (record.At, (int)record.Message)));
    }

    private sealed class ByNumber(Settings settings, Akka.Configuration.Config config)
        : Akka.Dispatch.UnboundedStablePriorityMailbox(settings, config)
    {
        protected override int PriorityGenerator(object message) => message is int number ? number : 0;
    }

    [Fact]
    public void Exceptions_of_the_settings_delegates_are_not_swallowed()
    {
        var ((node, doer), (_, recorder)) = (_world.Doer("doer"), _world.Recorder("recorder"));
        node.SendingTime = static _ => throw new FormatException("of the delegate");
        var exception = Assert.Throws<VirtualTimeException>(() => _world.Tell(doer, recorder, "x"));
        Assert.Equal("String could not be told to /user/recorder: of the delegate", exception.Message);
        Assert.IsType<FormatException>(exception.InnerException);
    }

    public void Dispose() => _world.Dispose();
}

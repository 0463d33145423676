using ActorBackprop.VirtualTime.Engine;
using ActorBackprop.VirtualTime.Tests.Support;
using Akka.Actor;
using static ActorBackprop.VirtualTime.Tests.Support.World;

namespace ActorBackprop.VirtualTime.Tests;

/// <summary>Running the time, the order of a pair's messages, what is under way, and the end.</summary>
public sealed class VirtualSystemTests : IDisposable
{
    private readonly World _world = new(seed: 9, new Link { Latency = Ms(10) });

    [Fact]
    public void Time_begins_at_zero_and_passes_without_events()
    {
        Assert.Equal(0, _world.Now);
        _world.RunTo(5);
        Assert.Equal(5, _world.Now);
        _world.System.Run(Ms(7));
        Assert.Equal(12, _world.Now);
        _world.RunTo(3); // it does not go back
        Assert.Equal(12, _world.Now);
        Assert.Equal(9UL, _world.System.Seed);
    }

    [Fact]
    public void Running_to_a_time_does_all_that_is_due_then_and_nothing_later()
    {
        var done = new List<double>();
        foreach (var time in new[] { 5, 6, 4, 5.0001 }) _world.At(time, () => done.Add(time));
        _world.At(5, () => _world.At(1, () => done.Add(_world.Now))); // in the past is at once
        _world.RunTo(5);
        Assert.Equal([4, 5, 5], done);
        _world.RunTo(10);
        Assert.Equal([4, 5, 5, 5.0001, 6], done);
    }

    [Fact]
    public void Events_run_one_at_a_time_until_none_remains()
    {
        var recorder = _world.Recorder(null, "recorder");
        recorder.Tell(1);
        recorder.Tell(2);
        Assert.False(_world.System.IsIdle);
        Assert.True(_world.System.RunOne());
        Assert.Equal([1], _world.Messages.Cast<int>());
        Assert.True(_world.System.RunOne());
        Assert.True(_world.System.IsIdle);
        Assert.False(_world.System.RunOne());
    }

    [Fact]
    public void Running_until_a_condition_stops_at_the_event_that_makes_it_true()
    {
        var count = 0;
        foreach (var time in new[] { 3, 4, 4, 5 }) _world.At(time, () => count++);
        Assert.True(_world.System.RunUntil(() => count == 2, Ms(100)));
        Assert.Equal((2, 4), (count, _world.Now));
        Assert.True(_world.System.RunUntil(() => count == 2, Ms(100)));
        Assert.Equal((2, 4), (count, _world.Now));
    }

    [Fact]
    public void Running_until_a_condition_gives_up_at_its_limit()
    {
        _world.At(3, static () => { });
        _world.At(50, static () => { });
        Assert.False(_world.System.RunUntil(static () => false, Ms(20)));
        Assert.Equal(20, _world.Now);
        Assert.False(_world.System.RunUntil(static () => false, TimeSpan.MaxValue));
        Assert.Equal((50, true), (_world.Now, _world.System.IsIdle));
    }

    [Fact]
    public void An_equal_run_can_be_run_to_the_same_turn()
    {
        using var other = new World();
        var (count, counts) = (0, 0);
        foreach (var time in new[] { 1, 3, 3, 3, 5 })
        {
            _world.At(time, () => count++);
            other.At(time, () => counts++);
        }
        _world.System.RunUntil(() => count == 3, Ms(100));
        Assert.Equal(3, _world.System.Turns);
        other.System.RunToTurn(_world.System.Turns, _world.System.Now);
        Assert.Equal((3, 3), (counts, other.Now));
        other.System.RunToTurn(3, Ms(4)); // nothing more happened in the other run until then
        Assert.Equal((3, 4), (counts, other.Now));
    }

    [Fact]
    public void A_turn_that_a_run_never_reaches_is_refused()
    {
        _world.At(3, static () => { });
        _world.At(30, static () => { });
        Assert.Equal("turn 2 is not reached by 00:00:00.0200000: this is a different run, of 1 turns",
            Assert.Throws<VirtualTimeException>(() => _world.System.RunToTurn(2, Ms(20))).Message);
    }

    [Fact]
    public void A_scheduled_action_may_throw()
    {
        _world.At(3, static () => throw new FormatException("as told"));
        Assert.Throws<FormatException>(() => _world.RunTo(10));
        Assert.Equal(3, _world.Now);
        _world.RunTo(10);
    }

    [Fact]
    public void The_messages_of_a_pair_keep_their_order()
    {
        _world.Network.Default = new Link { Latency = Ms(1), Jitter = Ms(100), BytesPerSecond = 1e6 };
        var ((_, sender), (_, receiver)) = (_world.Doer("sender"), _world.Recorder("receiver"));
        for (var number = 0; number < 300; number++)
        {
            var message = number;
            _world.At(number * 7 % 10, () => _world.System.System.ActorSelection("/user/sender").Tell(
                (Action<IUntypedActorContext>)(_ => receiver.Tell($"{sender.Path.Name}-{message}"))));
        }
        var told = Enumerable.Range(0, 300).OrderBy(number => number * 7 % 10).Select(number => $"sender-{number}");
        _world.RunOut();
        Assert.Equal(told, _world.Messages.Cast<string>());
    }

    [Fact]
    public void A_message_is_in_flight_from_its_departure_to_its_arrival()
    {
        var ((a, doer), (b, recorder)) = (_world.Doer("a"), _world.Recorder("b"));
        a.SendsBytesPerSecond = 100_000;
        a.HandlingTime = message => message is Action<IUntypedActorContext> ? Ms(5) : TimeSpan.Zero;
        var neighbour = _world.Recorder(a, "neighbour");
        _world.RunTo(1);
        _world.Do(doer, _ =>
        {
            neighbour.Tell("near");
            recorder.Tell("far100");
            recorder.Tell("far200");
        });
        Assert.Empty(_world.System.InFlight); // it is busy until 6
        _world.RunTo(6);
        Assert.Equal(
            [new MessageInFlight(a, b, "far100", 100, Ms(6), Ms(17)), new MessageInFlight(a, b, "far200", 200, Ms(6), Ms(19))],
            _world.System.InFlight.OrderBy(message => message.Arrives));
        _world.RunTo(17);
        Assert.Equal("far200", Assert.Single(_world.System.InFlight).Message);
        _world.RunTo(19);
        Assert.Empty(_world.System.InFlight);
    }

    [Fact]
    public void Settings_that_virtual_time_needs_cannot_be_overridden()
    {
        using var world = new World(link: new Link { Latency = Ms(10) }, configuration: """
            akka.loggers = ["Akka.Event.DefaultLogger, Akka"]
            akka.scheduler.implementation = "Akka.Actor.HashedWheelTimerScheduler, Akka"
            akka.actor.default-dispatcher { type = ForkJoinDispatcher, throughput = 100 }
            akka.actor.internal-dispatcher.type = ForkJoinDispatcher
            my.own = 17
            """);
        var ((_, doer), (_, recorder)) = (world.Doer("doer"), world.Recorder("recorder"));
        world.Tell(doer, recorder, 1, 2);
        world.RunTo(100);
        Assert.Equal([10, 10], world.Times);
        Assert.Equal(17, world.System.System.Settings.Config.GetInt("my.own"));
    }

    [Fact]
    public void The_end_stops_all_actors_and_runs_no_event_that_was_due()
    {
        var (stopped, happened) = (0, 0);
        var (node, doer) = _world.Doer("doer");
        for (var number = 0; number < 100; number++) _world.Actor(node, $"actor-{number}", static (_, _) => { }, _ => stopped++);
        _world.At(5, () => happened++);
        _world.System.System.Scheduler.Advanced.ScheduleRepeatedly(Ms(1), Ms(1), () => happened++);
        doer.Tell((Action<IUntypedActorContext>)(_ => happened++));
        var hash = _world.System.Log.Hash;
        _world.Dispose();
        Assert.Equal((100, 0), (stopped, happened));
        Assert.True(_world.System.System.WhenTerminated.IsCompletedSuccessfully);
        Assert.Equal(hash, _world.System.Log.Hash);
        _world.Dispose(); // again is no harm
    }

    [Fact]
    public void A_system_that_has_ended_runs_nothing()
    {
        _world.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _world.RunTo(1));
        Assert.Throws<ObjectDisposedException>(() => _world.System.AddNode("late"));
    }

    [Fact]
    public void The_end_can_come_on_another_thread()
    {
        _world.Recorder("recorder");
        var thread = new Thread(_world.Dispose);
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromMinutes(1)));
        Assert.True(_world.System.System.WhenTerminated.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_system_ends_after_a_violation_and_with_open_awaits_too()
    {
        _world.System.System.ActorOf(Props.Create<Waiter>(), "waiter").Tell("go");
        _ = _world.Recorder(null, "recorder").Ask("x");
        Assert.Throws<VirtualTimeException>(() => _world.RunTo(1));
        _world.Dispose();
        Assert.True(_world.System.System.WhenTerminated.IsCompletedSuccessfully);
    }

    private sealed class Waiter : ReceiveActor
    {
        public Waiter() => ReceiveAsync<string>(static _ => new TaskCompletionSource().Task);
    }

    [Fact]
    public void The_end_cannot_come_from_within()
    {
        _world.At(1, _world.System.Dispose);
        Assert.Throws<VirtualTimeException>(() => _world.RunTo(2));
        _world.Dispose(); // from without it still can
        Assert.True(_world.System.System.WhenTerminated.IsCompletedSuccessfully);
    }

    [Fact]
    public void The_end_gives_up_after_a_time_although_timers_continue()
    {
        var system = new VirtualSystem("test");
        system.Pump.MaxEnding = Ms(100);
        var never = new TaskCompletionSource().Task;
        var exception = Assert.Throws<VirtualTimeException>(() => system.Pump.End(() =>
        {
            _ = system.System.Terminate();
            Tick();
            return never;
        }, unsaid: null));
        Assert.Equal("the actor system has not ended within 00:00:00.1000000 of real time: an actor blocks a thread, or runs on another than "
            + "that of virtual time", exception.Message);

        void Tick() => system.Pump.Add(system.Pump.Now + 1, new ScheduledAction(Tick));
    }

    public void Dispose() => _world.Dispose();
}

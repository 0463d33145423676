using ActorBackprop.VirtualTime.Tests.Support;
using Akka.Actor;
using static ActorBackprop.VirtualTime.Tests.Support.World;

namespace ActorBackprop.VirtualTime.Tests.Engine;

/// <summary>Akka's scheduler and what is built on it: everything at its virtual time, to the tick.</summary>
public sealed class TimerTests : IDisposable
{
    private readonly World _world = new();

    private IScheduler Scheduler => _world.System.System.Scheduler;

    [Fact]
    public void A_single_timer_fires_once_at_its_time()
    {
        Scheduler.ScheduleTellOnce(Ms(7), _world.Recorder(null, "r"), "once", ActorRefs.NoSender);
        _world.RunTo(6.9999);
        Assert.Empty(_world.Received);
        _world.RunTo(1000);
        Assert.Equal([7], _world.Times);
    }

    [Fact]
    public void A_periodic_timer_fires_after_its_delay_and_then_at_each_interval()
    {
        Scheduler.ScheduleTellRepeatedly(Ms(5), Ms(3), _world.Recorder(null, "r"), "again", ActorRefs.NoSender);
        _world.RunTo(17);
        Assert.Equal([5, 8, 11, 14, 17], _world.Times);
    }

    [Fact]
    public void Timers_of_one_moment_fire_in_the_order_they_were_set()
    {
        var recorder = _world.Recorder(null, "r");
        foreach (var number in Enumerable.Range(0, 100))
            Scheduler.ScheduleTellOnce(Ms(number % 2 == 0 ? 5 : 4), recorder, number, ActorRefs.NoSender);
        _world.RunTo(5);
        Assert.Equal(Enumerable.Range(0, 100).OrderBy(number => number % 2 == 0).ThenBy(number => number).Cast<object>(), _world.Messages);
    }

    [Fact]
    public void A_cancelled_timer_never_fires_and_does_not_move_the_clock()
    {
        var recorder = _world.Recorder(null, "r");
        var once = Scheduler.ScheduleTellOnceCancelable(Ms(7), recorder, "once", ActorRefs.NoSender);
        var again = Scheduler.ScheduleTellRepeatedlyCancelable(Ms(2), Ms(2), recorder, "again", ActorRefs.NoSender);
        _world.At(5, () =>
        {
            once.Cancel();
            again.Cancel();
        });
        _world.RunOut();
        Assert.Equal([2, 4], _world.Times);
        Assert.True(_world.System.IsIdle);
        Assert.Equal(5, _world.Now);
    }

    [Fact]
    public void A_cancelable_cancels_itself_by_virtual_time()
    {
        var cancelable = new Cancelable(Scheduler, Ms(3));
        Scheduler.ScheduleTellRepeatedly(Ms(1), Ms(1), _world.Recorder(null, "r"), "again", ActorRefs.NoSender, cancelable);
        _world.RunTo(10);
        Assert.Equal([1, 2], _world.Times); // it was made first, hence before the third
    }

    [Fact]
    public void Actions_run_at_their_times_and_can_stop_themselves()
    {
        var (times, cancelable) = (new List<double>(), new Cancelable(Scheduler));
        Scheduler.Advanced.ScheduleOnce(Ms(4), () => times.Add(_world.Now));
        Scheduler.Advanced.ScheduleRepeatedly(Ms(1), Ms(2), () =>
        {
            times.Add(_world.Now);
            if (times.Count == 4) cancelable.Cancel();
        }, cancelable);
        _world.RunTo(100);
        Assert.Equal([1, 3, 4, 5], times);
    }

    [Fact]
    public void An_actions_exception_reaches_the_caller_that_runs_time()
    {
        Scheduler.Advanced.ScheduleOnce(Ms(1), static () => throw new FormatException("of the action"));
        Assert.Throws<FormatException>(() => _world.RunTo(2));
    }

    [Fact]
    public void An_actors_timers_start_are_replaced_and_cancelled()
    {
        var actor = _world.System.System.ActorOf(Props.Create<Timed>(_world.Record("timed")), "timed");
        actor.Tell("start");
        _world.RunTo(11);
        Assert.Equal([(3, "single"), (4, "again"), (8, "again"), (9, "replaced")],
            _world.Received.Select(record => (record.At, (string)record.Message)));
        Assert.True(_world.System.IsIdle);
    }

    private sealed class Timed(Action<IUntypedActorContext, object> record) : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            if (message is not "start")
            {
                record(Context, message);
                if (message is "replaced") Timers.CancelAll();
                return;
            }
            Timers.StartSingleTimer(1, "single", Ms(3));
            Timers.StartPeriodicTimer(2, "again", Ms(4));
            Timers.StartSingleTimer(3, "first", Ms(2));
            Timers.StartSingleTimer(3, "replaced", Ms(9));
            Timers.StartSingleTimer(4, "cancelled", Ms(1));
            Timers.Cancel(4);
        }
    }

    [Fact]
    public void A_message_postpones_a_receive_timeout()
    {
        var actor = _world.Actor(null, "r", (context, message) =>
        {
            context.SetReceiveTimeout(message is ReceiveTimeout ? null : Ms(5));
            _world.Record("r")(context, message);
        });
        actor.Tell("first");
        _world.At(4, () => actor.Tell("second"));
        _world.RunTo(100);
        Assert.Equal([0, 4, 9], _world.Times);
        Assert.IsType<ReceiveTimeout>(_world.Received[2].Message);
    }

    [Fact]
    public void A_state_machine_times_out_by_virtual_time()
    {
        _world.System.System.ActorOf(Props.Create<Machine>(_world.Recorder(null, "r")), "machine");
        _world.RunTo(100);
        Assert.Equal([6], _world.Times);
    }

    private sealed class Machine : FSM<int, int>
    {
        public Machine(IActorRef recorder)
        {
            When(0, message => GoTo(1), Ms(6));
            When(1, _ => Stay());
            OnTransition((from, to) =>
            {
                if (from != to) recorder.Tell("moved");
            });
            StartWith(0, 0);
            Initialize();
        }
    }

    [Fact]
    public void An_event_beyond_the_end_of_time_never_happens()
    {
        _world.RunTo(1);
        Scheduler.ScheduleTellOnce(TimeSpan.MaxValue, _world.Recorder(null, "r"), "never", ActorRefs.NoSender);
        _world.RunOut();
        Assert.Empty(_world.Received);
        Assert.Equal((true, 1), (_world.System.IsIdle, _world.Now));
    }

    [Fact]
    public void The_schedulers_clock_is_virtual()
    {
        var beginning = Scheduler.Now;
        _world.RunTo(1234.5678);
        Assert.Equal(Ms(1234.5678), Scheduler.Now - beginning);
        Assert.Equal(Ms(1234.5678), Scheduler.MonotonicClock);
        Assert.Equal(Ms(1234.5678), Scheduler.HighResMonotonicClock);
    }

    [Fact]
    public void A_timer_ends_with_the_node_of_its_actor()
    {
        var (node, doer) = _world.Doer("doer");
        var recorder = _world.Recorder(null, "r");
        _world.Do(doer, context =>
        {
            context.System.Scheduler.ScheduleTellRepeatedly(Ms(2), Ms(2), recorder, "told", ActorRefs.NoSender);
            context.System.Scheduler.Advanced.ScheduleOnce(Ms(6), () => recorder.Tell("done"));
        });
        _world.At(5, node.Crash);
        _world.At(5.5, node.Restart);
        _world.RunTo(100);
        Assert.Equal([2, 4], _world.Times);
        Assert.True(_world.System.IsIdle);
    }

    [Fact]
    public void A_timer_outlives_its_actor_if_the_node_is_up()
    {
        var (_, doer) = _world.Doer("doer");
        var recorder = _world.Recorder(null, "r");
        _world.Do(doer, context =>
        {
            context.System.Scheduler.ScheduleTellOnce(Ms(2), recorder, "told", ActorRefs.NoSender);
            context.Stop(context.Self);
        });
        _world.RunTo(100);
        Assert.Equal([2], _world.Times);
    }

    [Fact]
    public void A_timer_of_a_paused_node_catches_up()
    {
        var (node, doer) = _world.Doer("doer");
        var recorder = _world.Recorder(null, "r");
        _world.Do(doer, context => context.System.Scheduler.ScheduleTellRepeatedly(Ms(2), Ms(2), recorder, "told", ActorRefs.NoSender));
        _world.At(3, node.Pause);
        _world.At(7, node.Resume);
        _world.RunTo(10);
        Assert.Equal([2, 7, 7, 8, 10], _world.Times);
    }

    [Fact]
    public void A_timers_message_to_another_node_crosses_the_network()
    {
        _world.Network.Default = new Link { Latency = Ms(10) };
        var (_, doer) = _world.Doer("doer");
        var (_, recorder) = _world.Recorder("r");
        _world.Do(doer, context =>
        {
            context.System.Scheduler.ScheduleTellOnce(Ms(2), recorder, "told", context.Self);
            context.System.Scheduler.Advanced.ScheduleOnce(Ms(3), () => recorder.Tell("done"));
        });
        _world.RunTo(100);
        Assert.Equal([12, 13], _world.Times);
    }

    public void Dispose() => _world.Dispose();
}

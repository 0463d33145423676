using ActorBackprop.VirtualTime.Tests.Support;
using Akka.Actor;
using static ActorBackprop.VirtualTime.Tests.Support.World;

namespace ActorBackprop.VirtualTime.Tests;

/// <summary>A node that stands still, as a process under SIGSTOP does.</summary>
public sealed class PauseTests : IDisposable
{
    private readonly World _world = new(link: new Link { Latency = Ms(10) });

    [Fact]
    public void Messages_to_a_paused_node_wait_in_order()
    {
        var (node, recorder) = _world.Recorder("recorder");
        _world.At(5, node.Pause);
        foreach (var time in new[] { 4, 6, 7 }) _world.At(time, () => recorder.Tell(time));
        _world.At(20, () =>
        {
            Assert.Equal((2, true), (node.Waiting, node.IsPaused));
            node.Resume();
        });
        _world.RunTo(100);
        Assert.Equal([(4, 4), (20, 6), (20, 7)], _world.Received.Select(record => (record.At, (int)record.Message)));
        Assert.False(node.IsPaused);
    }

    [Fact]
    public void A_system_with_paused_nodes_ends_without_their_waiting_events()
    {
        var (node, doer) = _world.Doer("doer");
        var (recorder, happened) = (_world.Recorder(node, "recorder"), 0);
        _world.Do(doer, context => context.System.Scheduler.Advanced.ScheduleOnce(Ms(7), () => happened++));
        _world.At(5, node.Pause);
        _world.At(6, () => recorder.Tell("x"));
        _world.RunTo(100);
        _world.Dispose();
        Assert.True(_world.System.System.WhenTerminated.IsCompletedSuccessfully);
        Assert.Equal((0, 0), (_world.Received.Count, happened));
    }

    [Fact]
    public void A_pause_does_not_stop_other_nodes()
    {
        _world.System.AddNode("still").Pause();
        var (_, recorder) = _world.Recorder("recorder");
        _world.At(5, () => recorder.Tell("x"));
        _world.RunTo(100);
        Assert.Equal([5], _world.Times);
    }

    [Theory]
    [InlineData(12, 20)] // its work ends while it stands still …
    [InlineData(6, 9)] // … and while it is going on again
    public void A_pause_delays_work_in_progress_and_its_messages(double pause, double resume)
    {
        var (node, doer) = _world.Doer("doer");
        var (_, recorder) = _world.Recorder("recorder");
        node.HandlingTime = message => message is Action<IUntypedActorContext> ? Ms(15) : TimeSpan.Zero;
        _world.Tell(doer, recorder, "told");
        _world.At(1, () => doer.Tell((Action<IUntypedActorContext>)(_ => recorder.Tell("next"))));
        _world.At(pause, node.Pause);
        _world.At(resume, node.Resume);
        _world.RunTo(100);
        var end = 15 + resume - pause;
        Assert.Equal([end + 10, end + 15 + 10], _world.Times);
    }

    [Fact]
    public void Several_pauses_add_up()
    {
        var (node, doer) = _world.Doer("doer");
        var recorder = _world.Recorder(null, "recorder");
        node.HandlingTime = _ => Ms(15);
        _world.Tell(doer, recorder, "told");
        foreach (var time in new[] { 3, 16, 30 })
        {
            _world.At(time, node.Pause);
            _world.At(time + 4, node.Resume);
        }
        _world.RunTo(100);
        Assert.Equal([23], _world.Times); // 15, and 4 from 3 on, and 4 from 16 on
    }

    [Fact]
    public void A_node_that_crashes_while_paused_restarts_unpaused()
    {
        var (node, recorder) = _world.Recorder("recorder");
        node.Pause();
        recorder.Tell("waits");
        _world.RunTo(5);
        node.Crash();
        Assert.Equal((false, false, 0), (node.IsUp, node.IsPaused, node.Waiting));
        node.Restart();
        _world.Recorder(node, "new").Tell("x");
        _world.RunTo(10);
        Assert.Equal(["x"], _world.Messages);
    }

    [Theory]
    [InlineData(5, 200, 200)]
    [InlineData(30, 200, 200)]
    [InlineData(5, 7, 56)] // after failure detection, which took its time meanwhile
    public void A_paused_watcher_learns_of_a_death_when_it_resumes(double pause, double resume, double told)
    {
        var (node, watched) = _world.Recorder("watched");
        var (still, doer) = _world.Doer("doer");
        var watcher = _world.Actor(still, "watcher", (context, message) =>
        {
            if (message is IActorRef actor) context.Watch(actor);
            else _world.Record("watcher")(context, message);
        });
        watcher.Tell(watched);
        _world.At(pause, still.Pause);
        _world.At(6, node.Crash);
        _world.At(resume, still.Resume);
        _world.RunTo(1000);
        Assert.Equal([told], _world.Times);
        Assert.IsType<Terminated>(_world.Received[0].Message);
    }

    [Fact]
    public void A_paused_actor_that_is_stopped_stops_when_it_resumes()
    {
        var node = _world.System.AddNode("node");
        var stopped = -1.0;
        var actor = _world.Actor(node, "actor", static (_, _) => { }, _ => stopped = _world.Now);
        var (_, doer) = _world.Doer("doer");
        _world.At(5, node.Pause);
        _world.At(6, () => doer.Tell((Action<IUntypedActorContext>)(context => context.Stop(actor))));
        _world.At(20, node.Resume);
        _world.RunTo(100);
        Assert.Equal(20, stopped);
    }

    [Fact]
    public void An_await_that_ends_while_its_node_is_paused_continues_when_it_resumes()
    {
        var ready = new TaskCompletionSource();
        var node = _world.System.AddNode("node");
        var actor = node.ActorOf(Props.Create<Waiter>(ready.Task, _world.Recorder(null, "recorder")), "waiter");
        actor.Tell("x");
        _world.At(5, node.Pause);
        _world.At(6, ready.SetResult);
        _world.At(20, node.Resume);
        _world.RunTo(100);
        Assert.Equal([20], _world.Times);
    }

    private sealed class Waiter : ReceiveActor
    {
        public Waiter(Task ready, IActorRef recorder) => ReceiveAsync<string>(async message =>
        {
            await ready;
            recorder.Tell(message);
        });
    }

    public void Dispose() => _world.Dispose();
}

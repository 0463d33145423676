using ActorBackprop.VirtualTime.Tests.Support;
using Akka.Actor;
using Akka.Event;
using Akka.Routing;
using static ActorBackprop.VirtualTime.Tests.Support.World;

namespace ActorBackprop.VirtualTime.Tests;

/// <summary>Which node an actor lives on, and nodes that start, restart and leave.</summary>
public sealed class NodeTests : IDisposable
{
    private readonly World _world = new(link: new Link { Latency = Ms(10) });

    [Fact]
    public void A_node_starts_its_actors_at_once_and_at_every_restart()
    {
        var starts = new List<(double, int)>();
        var node = _world.System.AddNode("node", node =>
        {
            starts.Add((_world.Now, node.Starts));
            node.ActorOf(Does.With(_world.Record("actor")), "actor");
        });
        _world.At(5, node.Crash);
        _world.At(6, node.Restart);
        _world.At(7, node.Leave);
        _world.At(8, node.Restart);
        _world.RunTo(10);
        Assert.Equal([(0, 1), (6, 2), (8, 3)], starts);
        Assert.True(node.IsUp);
        Assert.Equal((1, 1, 2), (_world.System.Log[FaultKind.Crash], _world.System.Log[FaultKind.Leave], _world.System.Log[FaultKind.Restart]));
    }

    [Fact]
    public void A_restarted_node_has_new_actors_without_memory()
    {
        IActorRef counter = null!;
        var node = _world.System.AddNode("node", node => counter = node.ActorOf(Props.Create<Counter>(_world.Record("counter")), "counter"));
        counter.Tell("one");
        counter.Tell("two");
        _world.RunOut();
        var old = counter;
        node.Crash();
        node.Restart();
        old.Tell("lost");
        counter.Tell("one");
        _world.RunOut();
        Assert.Equal([1, 2, 1], _world.Messages.Cast<int>());
        Assert.Equal(1, _world.System.Log[FaultKind.Undeliverable]);
        Assert.Equal(2, node.Starts);
    }

    private sealed class Counter(Action<IUntypedActorContext, object> record) : UntypedActor
    {
        private int _count;

        protected override void OnReceive(object message) => record(Context, ++_count);
    }

    [Fact]
    public void Children_live_with_their_parents_and_top_level_actors_with_their_starters()
    {
        var (node, doer) = _world.Doer("doer");
        var (_, recorder) = _world.Recorder("recorder");
        var tell = Does.With((_, message) => recorder.Tell(message));
        _world.Do(doer, context =>
        {
            context.ActorOf(tell, "child").Tell("child");
            context.System.ActorOf(tell, "at-the-top").Tell("at-the-top");
            context.ActorOf(tell.WithRouter(new RoundRobinPool(2)), "pool").Tell("pool");
        });
        _world.RunOut();
        Assert.Equal([(10, "at-the-top"), (10, "child"), (10, "pool")],
            _world.Received.Select(record => (record.At, (string)record.Message)).OrderBy(record => record.Item2));
        node.Crash();
        AssertGone("doer/child", "at-the-top", "doer/pool/$a");
    }

    [Fact]
    public void A_pool_that_a_node_starts_lives_on_it_with_its_routees()
    {
        var node = _world.System.AddNode("node");
        var (_, recorder) = _world.Recorder("recorder");
        var pool = node.ActorOf(Does.With((_, message) => recorder.Tell(message)).WithRouter(new RoundRobinPool(3)), "pool");
        for (var number = 0; number < 6; number++) pool.Tell(number);
        _world.RunOut();
        Assert.Equal(Enumerable.Range(0, 6).Select(number => (10.0, number)), _world.Received.Select(record => (record.At, (int)record.Message)));
    }

    [Fact]
    public void A_message_to_a_node_that_is_down_is_undeliverable()
    {
        var (_, doer) = _world.Doer("doer");
        var (node, recorder) = _world.Recorder("recorder");
        node.Crash();
        _world.Tell(doer, recorder, "x");
        _world.RunOut();
        Assert.Empty(_world.Received);
        Assert.Equal(1, _world.System.Log[FaultKind.Undeliverable]);
    }

    [Fact]
    public void A_message_to_an_actor_that_stopped_is_undeliverable_and_a_dead_letter()
    {
        var (_, doer) = _world.Doer("doer");
        var (_, other) = _world.Doer("other");
        var letters = _world.Recorder(null, "letters");
        _world.System.System.EventStream.Subscribe(letters, typeof(DeadLetter));
        _world.Do(other, context => context.Stop(context.Self));
        _world.Tell(doer, other, "x");
        _world.RunOut();
        Assert.Equal(1, _world.System.Log[FaultKind.Undeliverable]);
        Assert.Equal("x", Assert.IsType<DeadLetter>(Assert.Single(_world.Messages)).Message);
        Assert.Equal([10], _world.Times); // it took the network before it was found to be dead
    }

    [Fact]
    public void A_node_that_leaves_sends_its_last_messages()
    {
        var (_, recorder) = _world.Recorder("recorder");
        var node = _world.System.AddNode("node");
        _world.Actor(node, "polite", static (_, _) => { }, _ => recorder.Tell("goodbye"));
        _world.At(5, node.Leave);
        _world.RunTo(100);
        Assert.Equal([15], _world.Times);
        Assert.False(node.IsUp);
    }

    [Fact]
    public void A_busy_actors_messages_are_sent_when_its_node_leaves()
    {
        var (_, recorder) = _world.Recorder("recorder");
        var (node, doer) = _world.Doer("doer");
        node.HandlingTime = _ => Ms(20);
        _world.Tell(doer, recorder, "told");
        _world.At(5, node.Leave);
        _world.RunTo(100);
        Assert.Equal([30], _world.Times);
    }

    [Fact]
    public void A_paused_node_that_leaves_resumes_first_and_restarts_unpaused()
    {
        var (node, _) = _world.Recorder("node");
        node.Pause();
        node.Leave();
        Assert.Equal((false, false), (node.IsUp, node.IsPaused));
        node.Restart();
        Assert.Equal((true, false), (node.IsUp, node.IsPaused));
        Assert.Equal(1, _world.System.Log[FaultKind.Resume]);
    }

    [Fact]
    public void A_repeated_input_is_no_event()
    {
        var (node, _) = _world.Recorder("node");
        node.Restart();
        node.Resume();
        node.Crash();
        node.Crash();
        node.Leave();
        node.Pause();
        Assert.Equal(1, _world.System.Log.Count);
    }

    [Fact]
    public void No_actor_can_be_started_on_a_node_that_is_down()
    {
        var node = _world.System.AddNode("node");
        node.Crash();
        var exception = Assert.Throws<InvalidOperationException>(() => _world.Recorder(node, "late"));
        Assert.Equal("node is down: late cannot be started on it", exception.Message);
    }

    [Fact]
    public void A_name_in_use_is_refused_and_its_actor_stays_on_its_node()
    {
        var (node, _) = _world.Recorder("a");
        var other = _world.System.AddNode("other");
        Assert.Throws<InvalidActorNameException>(() => _world.Recorder(other, "a"));
        node.Crash();
        AssertGone("a");
    }

    [Fact]
    public void Outside_cannot_crash_leave_or_pause()
    {
        var outside = _world.System.Outside;
        foreach (var fault in new[] { outside.Crash, outside.Restart, outside.Leave, outside.Pause, outside.Resume })
            Assert.Equal("outside is not a machine: it cannot crash, leave or pause", Assert.Throws<InvalidOperationException>(fault).Message);
    }

    [Fact]
    public void Nodes_are_numbered_from_one_in_the_order_they_were_added()
    {
        _world.System.AddNode("a");
        _world.System.AddNode("b");
        Assert.Equal([(1, "a"), (2, "b")], _world.System.Nodes.Select(node => (node.Number, node.ToString())));
        Assert.Equal(0, _world.System.Outside.Number);
    }

    public void Dispose() => _world.Dispose();

    /// <summary>No actor answers for some paths any more.</summary>
    private void AssertGone(params string[] paths)
    {
        var (before, seeker) = (_world.Received.Count, _world.Recorder(null, "seeker"));
        foreach (var path in paths) _world.System.System.ActorSelection($"/user/{path}").Tell(new Identify(path), seeker);
        _world.RunOut();
        Assert.Equal(paths.Select(path => new ActorIdentity(path, null).ToString()), _world.Messages.Skip(before).Select(message => message.ToString()));
    }
}

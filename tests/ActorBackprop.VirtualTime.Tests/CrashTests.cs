using ActorBackprop.VirtualTime.Tests.Support;
using Akka.Actor;
using static ActorBackprop.VirtualTime.Tests.Support.World;

namespace ActorBackprop.VirtualTime.Tests;

/// <summary>A node that is gone without a last word.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly World _world = new(link: new Link { Latency = Ms(10) });

    [Theory]
    [InlineData(10, true)]
    [InlineData(0, true)] // over a perfect network too
    [InlineData(0, false)] // and to actors outside
    public void A_crashed_node_sends_no_last_message(double latency, bool toNode)
    {
        _world.Network.Default = new Link { Latency = Ms(latency) };
        var recorder = toNode ? _world.Recorder("recorder").Actor : _world.Recorder(null, "recorder");
        var (stopped, node) = (0, _world.System.AddNode("node"));
        _world.Actor(node, "last", static (_, _) => { }, context =>
        {
            stopped++;
            recorder.Tell("a last word");
            context.System.Scheduler.ScheduleTellOnce(Ms(1), recorder, "a late word", ActorRefs.NoSender);
        });
        _world.At(5, node.Crash);
        _world.RunTo(100);
        Assert.Equal(1, stopped);
        Assert.Empty(_world.Received);
    }

    [Fact]
    public void A_crash_loses_messages_to_the_node_but_not_from_it()
    {
        var (node, doer) = _world.Doer("node");
        var here = _world.Recorder(node, "here");
        var (_, other) = _world.Doer("other");
        var there = _world.Recorder(_world.System.Nodes[1], "there");
        _world.Tell(doer, there, "from");
        _world.Tell(other, here, "to");
        _world.At(5, node.Crash);
        _world.RunTo(100);
        Assert.Equal([(10, "there", "from")], _world.Received.Select(record => (record.At, record.By, (string)record.Message)));
        Assert.Equal(1, _world.System.Log[FaultKind.Undeliverable]);
    }

    [Fact]
    public void Messages_in_flight_to_a_crashed_node_are_lost_even_after_a_restart()
    {
        var (node, recorder) = _world.Recorder("node");
        var (_, other) = _world.Doer("other");
        _world.Tell(other, recorder, "to");
        _world.At(5, node.Crash);
        _world.At(6, node.Restart);
        _world.RunTo(100);
        Assert.Empty(_world.Received);
    }

    [Fact]
    public void A_busy_actors_unsent_messages_are_lost_with_its_node()
    {
        var (node, doer) = _world.Doer("node");
        var (neighbour, (_, there)) = (_world.Recorder(node, "neighbour"), _world.Recorder("there"));
        var outside = _world.Recorder(null, "outside");
        node.HandlingTime = _ => Ms(50);
        _world.Do(doer, _ =>
        {
            foreach (var recorder in new[] { neighbour, there, outside }) recorder.Tell("told");
        });
        _world.At(20, node.Crash);
        _world.At(30, node.Restart);
        _world.At(55, node.Crash);
        _world.RunTo(1000);
        Assert.Empty(_world.Received);
        Assert.Equal(3, _world.System.Log[FaultKind.Loss]);
    }

    [Fact]
    public void Messages_that_wait_for_busy_actors_are_lost_in_a_crash()
    {
        var (node, recorder) = _world.Recorder("node");
        node.HandlingTime = _ => Ms(10);
        foreach (var number in Enumerable.Range(0, 5)) recorder.Tell(number);
        _world.At(15, node.Crash);
        _world.RunTo(1000);
        Assert.Equal([0, 1], _world.Messages.Cast<int>());
        Assert.Equal((3, 0), (_world.System.Log[FaultKind.Undeliverable], node.Waiting));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(3)]
    [InlineData(0)]
    public void A_watcher_is_told_after_failure_detection_and_not_before(double detection)
    {
        _world.Network.FailureDetection = Ms(detection);
        var (node, watched) = _world.Recorder("watched");
        Watcher(_world.System.AddNode("other"), "apart", watched);
        Watcher(null, "outside", watched);
        _world.At(20, node.Crash);
        _world.RunTo(1000);
        AssertTold(("apart", 20 + detection), ("outside", 20 + detection));
    }

    [Fact]
    public void A_watcher_is_not_told_of_a_failure_that_is_never_detected()
    {
        _world.Network.FailureDetection = TimeSpan.MaxValue;
        var (node, watched) = _world.Recorder("watched");
        Watcher(_world.System.AddNode("other"), "apart", watched);
        _world.At(20, node.Crash);
        _world.RunOut();
        AssertTold();
    }

    [Fact]
    public void A_watcher_of_a_stopped_actor_is_told_after_failure_detection()
    {
        var (node, watched) = _world.Recorder("watched");
        _world.At(20, node.Crash);
        _world.RunTo(500);
        Watcher(_world.System.AddNode("other"), "late", watched);
        _world.RunTo(1000);
        AssertTold(("late", 550));
    }

    [Fact]
    public void A_watcher_on_the_same_node_is_told_at_once()
    {
        var (node, watched) = _world.Doer("watched");
        Watcher(node, "neighbour", watched);
        Watcher(_world.System.AddNode("other"), "apart", watched);
        _world.At(20, () => watched.Tell(PoisonPill.Instance));
        _world.RunTo(1000);
        AssertTold(("neighbour", 20), ("apart", 70));
    }

    [Fact]
    public void A_former_watcher_is_not_told()
    {
        var (node, watched) = _world.Recorder("watched");
        var (_, doer) = _world.Doer("doer");
        _world.Do(doer, context => context.Watch(watched));
        _world.Do(doer, context => context.Unwatch(watched));
        Watcher(_world.System.AddNode("other"), "apart", watched);
        _world.At(20, node.Crash);
        _world.RunTo(1000);
        AssertTold(("apart", 70));
    }

    [Fact]
    public void A_watcher_whose_node_has_crashed_is_not_told()
    {
        var (node, watched) = _world.Recorder("watched");
        var other = _world.System.AddNode("other");
        Watcher(other, "apart", watched);
        _world.At(20, node.Crash);
        _world.At(30, other.Crash);
        _world.RunTo(1000);
        AssertTold();
    }

    [Fact]
    public void An_actor_that_crashes_its_node_sends_nothing_more()
    {
        var (node, doer) = _world.Doer("node");
        var (_, recorder) = _world.Recorder("recorder");
        _world.Do(doer, _ =>
        {
            recorder.Tell("before");
            node.Crash();
            recorder.Tell("after");
        });
        _world.RunTo(100);
        Assert.Equal(["before"], _world.Messages);
        Assert.False(node.IsUp);
    }

    public void Dispose() => _world.Dispose();

    private void Watcher(Node? node, string name, IActorRef watched)
    {
        _world.Actor(node, name, (context, message) =>
        {
            if (message is IActorRef actor) context.Watch(actor);
            else _world.Record(name)(context, message);
        }).Tell(watched);
        _world.System.RunOne();
    }

    private void AssertTold(params (string By, double At)[] expected)
    {
        Assert.All(_world.Messages, message => Assert.IsType<Terminated>(message));
        Assert.Equal(expected.Order(), _world.Received.Select(record => (record.By, record.At)).Order());
    }
}

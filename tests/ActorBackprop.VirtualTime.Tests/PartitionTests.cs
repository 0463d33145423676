using ActorBackprop.VirtualTime.Tests.Support;
using Akka.Actor;
using static ActorBackprop.VirtualTime.Tests.Support.World;

namespace ActorBackprop.VirtualTime.Tests;

/// <summary>Nodes that are cut off from each other.</summary>
public sealed class PartitionTests : IDisposable
{
    private readonly World _world = new(link: new Link { Latency = Ms(10) });
    private readonly Node[] _nodes;
    private readonly IActorRef[] _doers, _recorders;

    public PartitionTests()
    {
        _nodes = [_world.System.AddNode("a"), _world.System.AddNode("b"), _world.System.AddNode("c")];
        _doers = [.. _nodes.Select(node => _world.Doer(node, $"does-{node}"))];
        _recorders = [.. _nodes.Select(node => _world.Recorder(node, $"at-{node}"))];
    }

    [Fact]
    public void A_cut_loses_only_messages_between_its_two_nodes()
    {
        _world.Network.Cut(_nodes[0], _nodes[1]);
        TellAll();
        Assert.Equal(["a-c", "b-c", "c-a", "c-b"], _world.Messages.Cast<string>().Order());
        Assert.Equal(2, _world.System.Log[FaultKind.Loss]);
    }

    [Fact]
    public void A_cut_loses_later_messages_but_not_those_in_flight()
    {
        _nodes[0].HandlingTime = _ => Ms(5);
        Tell(0, 1);
        _world.At(4, () => _world.Network.Cut(_nodes[0], _nodes[1]));
        Tell(1, 0); // leaves at once
        _world.RunOut();
        Assert.Equal(["b-a"], _world.Messages);
    }

    [Fact]
    public void A_healed_cut_leaves_no_trace()
    {
        _world.Network.Cut(_nodes[0], _nodes[1]);
        Assert.True(_world.Network.IsCut(_nodes[1], _nodes[0]));
        _world.Network.Heal(_nodes[1], _nodes[0]);
        Assert.False(_world.Network.IsCut(_nodes[0], _nodes[1]));
        TellAll();
        Assert.Equal(6, _world.Received.Count);
    }

    [Fact]
    public void A_cut_and_its_healing_are_logged_once()
    {
        for (var time = 0; time < 2; time++) _world.Network.Cut(_nodes[0], _nodes[1]);
        for (var time = 0; time < 2; time++) _world.Network.Heal(_nodes[1], _nodes[0]);
        Assert.Equal((1, 1), (_world.System.Log[FaultKind.Cut], _world.System.Log[FaultKind.Heal]));
    }

    [Fact]
    public void A_cut_also_parts_nodes_whose_network_is_perfect()
    {
        _world.Network.Default = Link.Perfect;
        _world.Network.Cut(_nodes[0], _nodes[1]);
        TellAll();
        Assert.Equal(4, _world.Received.Count);
    }

    [Fact]
    public void A_watcher_does_not_take_a_cut_for_a_death()
    {
        var watched = _recorders[0];
        var watcher = _world.Actor(_nodes[1], "watcher", (context, message) =>
        {
            if (message is IActorRef actor) context.Watch(actor);
            _world.Record("watcher")(context, message);
        });
        watcher.Tell(watched);
        _world.Network.Cut(_nodes[0], _nodes[1]);
        _world.RunTo(100_000);
        Assert.DoesNotContain(_world.Messages, message => message is Terminated);
    }

    public void Dispose() => _world.Dispose();

    private void TellAll()
    {
        for (var from = 0; from < 3; from++)
            for (var to = 0; to < 3; to++)
                if (from != to) Tell(from, to);
        _world.RunOut();
    }

    private void Tell(int from, int to) => _world.Tell(_doers[from], _recorders[to], $"{_nodes[from]}-{_nodes[to]}");
}

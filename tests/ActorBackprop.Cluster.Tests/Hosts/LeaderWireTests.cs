using System.Net;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Cluster.Transport.SharedMemory;
using ActorBackprop.Cluster.Transport.Tcp;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Training;
using CsCheck;

namespace ActorBackprop.Cluster.Tests.Hosts;

public sealed class LeaderWireTests
{
    private static readonly IPEndPoint Anywhere = new(IPAddress.Loopback, 0);

    [Theory, InlineData(null), InlineData(WireKind.Tcp)]
    public async Task A_connection_with_a_key_is_admitted(WireKind? forced)
    {
        using var wire = Listen(Plans.Small, forced);
        var connected = new TaskCompletionSource<Stream>();
        var key = wire.Issue(connected.SetResult);
        Assert.Matches("^[0-9a-f]{64}$", key);
        using var worker = WireConnector.Connect(new IPEndPoint(IPAddress.Loopback, wire.Port), Convert.FromHexString(key));
        using var leader = await connected.Task;
        worker.WriteByte(42);
        Assert.Equal(42, leader.ReadByte());
    }

    [LinuxFact]
    public void Versions_are_in_shared_memory_and_each_process_gets_its_own_for_gradients()
    {
        using var wire = Listen(Plans.Small, null);
        Assert.Equal("", wire.WhyNotShared);
        var (one, other) = (wire.Share(1).Memory!, wire.Share(2).Memory!);
        Assert.Same(one.Versions, other.Versions);
        Assert.NotSame(one.Gradients.Segment, other.Gradients.Segment);
        Assert.Same(one.Versions.Segment, SlotMemory.Of(wire.Buffers.Take())!.Segment);
        Assert.Equal(2 * one.Gradients.Segment.Slots, other.Gradients.Segment.Slots);
        one.Dispose();
        other.Dispose();
    }

    [Theory, InlineData(WireKind.Tcp), InlineData(WireKind.Akka)]
    public void Another_wire_by_force_shares_no_memory(WireKind forced)
    {
        using var wire = Listen(Plans.Small, forced);
        Assert.Equal((null, ""), wire.Share(1));
        Assert.Null(SlotMemory.Of(wire.Buffers.Take()));
        Assert.Equal("", wire.WhyNotShared);
    }

    [LinuxFact]
    public void A_process_that_needs_too_much_memory_gets_none_and_others_get_theirs()
    {
        // 65,536 slots of 4 MB; four for the versions.
        using var wire = Listen(Plans.Of(1000, 1000, 10) with { Minibatch = 1 << 15, Microbatch = 1, Samples = 1 << 15 }, null);
        var (memory, why) = wire.Share(1024);
        Assert.Null(memory);
        Assert.Matches("^the parameters are shared, but the gradients of 1024 workers cannot be: "
            + "/dev/shm is full: [0-9]+ MB are needed, [0-9]+ MB are free$", why);
        Assert.NotNull(wire.Share(1).Memory);
        Assert.Equal("", wire.WhyNotShared);
    }

    [LinuxFact]
    public void There_are_slots_for_the_worst_part_twice_for_each_worker() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 40]).Sample(
            (minibatch, microbatch) =>
            {
                var plan = Plans.Small with { Samples = 1000, Minibatch = minibatch, Microbatch = Math.Min(minibatch, microbatch) };
                using var wire = Listen(plan, null);
                var slots = wire.Share(1).Memory!.Gradients.Segment.Slots;
                var microbatches = (minibatch - 1) / plan.Microbatch + 1;
                for (var from = 0; from < microbatches; from++) // wherever it is cut: even cuts alone would do with half as many
                    for (var to = from + 1; to <= microbatches; to++)
                        Assert.InRange(2 * Covering(new Part(from, to), 0, microbatches), 2, slots);
            },
            iter: 40, threads: 1);

    /// <summary>
    /// Nodes of a tree whose cuts are in the middle, the larger half to the left or right, that cover a part: told by the tree itself.
    /// </summary>
    private static int Covering(Part part, int from, int to)
    {
        if (part.To <= from || to <= part.From) return 0;
        if (part.From <= from && to <= part.To) return 1;
        var node = new TreeNode(from, to);
        return Covering(part, node.Left.From, node.Left.To) + Covering(part, node.Right.From, node.Right.To);
    }

    private static LeaderWire Listen(TrainingPlan plan, WireKind? forced) => new(new WireContract("a run", plan), Anywhere, tls: null, forced);
}

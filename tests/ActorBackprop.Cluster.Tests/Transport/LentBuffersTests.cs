using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport.SharedMemory;

namespace ActorBackprop.Cluster.Tests.Transport;

public sealed class LentBuffersTests
{
    private readonly CountedBuffers _ordinary = new(5);

    [LinuxFact]
    public void A_returned_slot_is_taken_before_ordinary_memory()
    {
        var (slots, buffers) = (Slots(2), new LentBuffers(_ordinary));
        buffers.Begin(slots);
        var (first, second) = (buffers.Take(), buffers.Take());
        buffers.GiveBack(first);
        buffers.GiveBack(first); // once is enough
        Assert.Equal((slots[0], slots[1], slots[0]), (first, second, buffers.Take()));
        var ordinary = buffers.Take();
        Assert.Equal(1, _ordinary.Out);
        buffers.GiveBack(ordinary);
        Assert.Equal(0, _ordinary.Out);
    }

    [LinuxFact]
    public void A_slot_lent_for_the_previous_part_is_not_taken_again()
    {
        var (slots, buffers) = (Slots(2), new LentBuffers(_ordinary));
        buffers.Begin([slots[0]]);
        var late = buffers.Take();
        buffers.Begin([slots[1]]);
        buffers.GiveBack(late);
        Assert.Equal(slots[1], buffers.Take());
        Assert.NotEqual(slots[0], buffers.Take());
        Assert.Equal(1, _ordinary.Out);
    }

    private static Memory<float>[] Slots(int count)
    {
        using var segment = SharedSegment.TryCreate(count, 5, out _)!;
        return [.. Enumerable.Range(0, count).Select(slot => new SlotMemory(segment, slot, null).Memory)];
    }
}

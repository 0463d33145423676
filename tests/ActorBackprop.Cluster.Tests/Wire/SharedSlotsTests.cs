using ActorBackprop.Cluster.Wire.SharedMemory;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Cluster.Tests.Wire;

public class SharedSlotsTests
{
    [Fact]
    public void An_exhausted_segment_falls_back_to_ordinary_memory_and_a_slot_given_back_twice_is_there_once()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var segment = SharedSegment.TryCreate(2, 5, out var why);
        Assert.True(segment is not null, why);
        var slots = new SharedSlots(segment);
        var buffers = new SharedBuffers(slots, new Ordinary());
        var (first, second, third) = (buffers.Take(), buffers.Take(), buffers.Take());
        first.Span.Fill(1);
        second.Span.Fill(2);
        third.Span.Fill(3);
        Assert.Equal([1, 1, 1, 1, 1], first.ToArray());
        Assert.Equal([2, 2, 2, 2, 2], second.ToArray());
        Assert.Equal(0, slots.Free);
        buffers.GiveBack(first);
        buffers.GiveBack(first);
        buffers.GiveBack(third);
        Assert.Equal(1, slots.Free);
        GC.KeepAlive(second);
    }

    private sealed class Ordinary : IGradientBuffers
    {
        public Memory<float> Take() => new float[5];

        public void GiveBack(Memory<float> buffer)
        {
        }
    }
}

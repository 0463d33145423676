using System.Runtime.CompilerServices;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport.SharedMemory;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Cluster.Tests.Transport;

public sealed class SharedSlotsTests
{
    [LinuxFact]
    public void An_exhausted_segment_falls_back_to_ordinary_memory_and_a_slot_returns_once()
    {
        using var segment = SharedSegment.TryCreate(2, 5, out _)!;
        var (slots, ordinary) = (new SharedSlots(segment), new CountedBuffers(5));
        var buffers = new SharedBuffers(slots, ordinary);
        var (first, second, third) = (buffers.Take(), buffers.Take(), buffers.Take());
        first.Span.Fill(1);
        second.Span.Fill(2);
        third.Span.Fill(3);
        Assert.Equal([1, 1, 1, 1, 1], first.ToArray());
        Assert.Equal([2, 2, 2, 2, 2], second.ToArray());
        Assert.Equal((0, 1), (slots.Free, ordinary.Out));
        buffers.GiveBack(first);
        buffers.GiveBack(first);
        buffers.GiveBack(third);
        Assert.Equal((1, 0), (slots.Free, ordinary.Out));
        var again = buffers.Take();
        buffers.GiveBack(first); // the previous holder no longer has the right to it
        Assert.Equal(0, slots.Free);
        GC.KeepAlive((again, second));
    }

    [LinuxFact]
    public void A_slot_that_is_never_returned_is_free_once_it_is_unreferenced()
    {
        using var segment = SharedSegment.TryCreate(4, 5, out _)!;
        var slots = new SharedSlots(segment);
        var kept = slots.TryTake()!;
        Lose(slots, 3);
        AssertCollected(slots, 3);
        kept.Return();
        Assert.Equal(4, slots.Free);
    }

    [LinuxFact]
    public void A_slot_is_not_lent_again_while_its_memory_is_referenced()
    {
        using var segment = SharedSegment.TryCreate(1, 5, out _)!;
        var slots = new SharedSlots(segment);
        Keep(slots);
        AssertCollected(slots, 1);
    }

    [LinuxFact]
    public void The_slots_of_refused_replaced_and_lost_answers_are_returned()
    {
        using var pair = new LinkPair(Way.Shared, versionSlots: 8, gradientSlots: 16);
        var memory = pair.Memory!;
        Exchange(pair);
        AssertCollected(memory.Versions, 8);
        AssertCollected(memory.Gradients, 16);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Exchange(LinkPair pair)
    {
        for (var step = 0; step < 3; step++) pair.Leader.Send(0, pair.Work(step, new Part(0, step == 2 ? 2 : 23), step));
        for (var step = 0; step < 3; step++)
        {
            var work = pair.AtWorker.Next<(int, ComputeGradient)>().Item2;
            if (step != 1) pair.Worker.Send(pair.Answer(0, work, step)); // that one a newer one replaced
        }
        pair.AtLeader.Next<GradientComputed>(); // and they are not returned
        pair.AtLeader.Next<GradientComputed>();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Lose(SharedSlots slots, int count)
    {
        for (var i = 0; i < count; i++) slots.TryTake()!.GetSpan().Clear();
        Assert.Null(slots.TryTake());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep(SharedSlots slots)
    {
        var memory = TakeMemory(slots);
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.Equal(0, slots.Free);
        }
        GC.KeepAlive(SlotMemory.Of(memory));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Memory<float> TakeMemory(SharedSlots slots) => slots.TryTake()!.Memory;

    private static void AssertCollected(SharedSlots slots, int expected)
    {
        for (var i = 0; i < 20 && slots.Free < expected; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.Equal(expected, slots.Free);
    }
}

using System.Buffers;
using System.Runtime.InteropServices;

namespace ActorBackprop.Cluster.Wire.SharedMemory;

/// <summary>
/// A slot of a segment as memory. Whoever works on its span must keep the memory itself, as buffers that are owned are kept:
/// a slot that nobody refers to is lent anew.
/// </summary>
/// <param name="segment">Where the slot is.</param>
/// <param name="index">Which slot.</param>
/// <param name="lease">The right to it; null in a process that is only shown it.</param>
internal sealed class SlotMemory(SharedSegment segment, int index, SlotLease? lease) : MemoryManager<float>
{
    /// <summary>Where the slot is.</summary>
    public SharedSegment Segment { get; } = segment;

    /// <summary>Which slot.</summary>
    public int Index { get; } = index;

    /// <summary>The slot that a buffer is; null if it is other memory.</summary>
    public static SlotMemory? Of(ReadOnlyMemory<float> buffer) =>
        MemoryMarshal.TryGetMemoryManager<float, SlotMemory>(buffer, out var slot, out var start, out var length)
        && start == 0 && length == slot.Segment.Floats ? slot : null;

    /// <summary>Gives the slot back; nobody reads or writes it any more. A second time is nothing.</summary>
    public void Return() => lease?.Dispose();

    /// <inheritdoc/>
    public override unsafe Span<float> GetSpan() => new((void*)Segment.Slot(Index), Segment.Floats);

    /// <inheritdoc/>
    public override unsafe MemoryHandle Pin(int elementIndex = 0) => new((float*)Segment.Slot(Index) + elementIndex, pinnable: this);

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}

using System.Buffers;
using System.Runtime.InteropServices;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Cluster.Transport.SharedMemory;

/// <summary>Lends the slots of a segment that this process has created. Thread-safe.</summary>
internal sealed class SharedSlots
{
    private readonly Lock _gate = new();
    private readonly int[] _free; // a stack: the slot that was used last is in the cache
    private int _count;

    /// <summary>Creates the object for a segment.</summary>
    /// <param name="segment">The segment, whose slots no other instance lends.</param>
    public SharedSlots(SharedSegment segment)
    {
        Segment = segment;
        _free = new int[segment.Slots];
        for (_count = 0; _count < _free.Length; _count++) _free[_count] = _free.Length - 1 - _count;
    }

    /// <summary>The segment of the slots.</summary>
    public SharedSegment Segment { get; }

    /// <summary>The number of free slots.</summary>
    public int Free
    {
        get
        {
            lock (_gate) return _count;
        }
    }

    /// <summary>Lends a slot; returns null if none is free.</summary>
    internal SlotMemory? TryTake()
    {
        lock (_gate)
        {
            if (_count == 0) return null;
            var index = _free[--_count];
            return new SlotMemory(Segment, index, new SlotLease(this, index));
        }
    }

    internal void Return(int index)
    {
        lock (_gate) _free[_count++] = index;
    }
}

/// <summary>
/// The right to a slot. It ends once: when it is disposed or, if it never is, when it is garbage collected. Each loan of a slot has a new
/// lease, so that a previous holder cannot return the slot again.
/// </summary>
internal sealed class SlotLease(SharedSlots owner, int index) : IDisposable
{
    private int _isOver;

    ~SlotLease() => End();

    /// <summary>Returns the slot. A second call does nothing.</summary>
    public void Dispose()
    {
        End();
        GC.SuppressFinalize(this);
    }

    private void End()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0) owner.Return(index);
    }
}

/// <summary>
/// A slot of a segment as memory. Code that works on its span must also reference the memory: a slot without references is lent again.
/// </summary>
/// <param name="segment">The segment of the slot.</param>
/// <param name="index">The index of the slot.</param>
/// <param name="lease">The right to it; null in a process that did not create the segment.</param>
internal sealed class SlotMemory(SharedSegment segment, int index, SlotLease? lease) : MemoryManager<float>
{
    /// <summary>The segment of the slot.</summary>
    public SharedSegment Segment { get; } = segment;

    /// <summary>The index of the slot.</summary>
    public int Index { get; } = index;

    /// <summary>Returns the slot that a buffer is; null for other memory.</summary>
    public static SlotMemory? Of(ReadOnlyMemory<float> buffer) =>
        MemoryMarshal.TryGetMemoryManager<float, SlotMemory>(buffer, out var slot, out var start, out var length)
        && start == 0 && length == slot.Segment.Floats ? slot : null;

    /// <summary>Returns the slot to its owner, once it is no longer read or written. A second call does nothing.</summary>
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

/// <summary>
/// The parameter server's buffers if memory is shared: each new version is taken from the segment, so the optimizer writes it where every
/// process reads it. If no slot is free, a version is in ordinary memory, which is sent. Gradients return to their origin.
/// </summary>
/// <param name="versions">The slots of the versions, of the parameters' length.</param>
/// <param name="ordinary">The buffers of ordinary memory, of the same length.</param>
internal sealed class SharedBuffers(SharedSlots versions, IGradientBuffers ordinary) : IGradientBuffers
{
    /// <inheritdoc/>
    public Memory<float> Take() => versions.TryTake()?.Memory ?? ordinary.Take();

    /// <inheritdoc/>
    public void GiveBack(Memory<float> buffer)
    {
        if (SlotMemory.Of(buffer) is { } slot) slot.Return();
        else ordinary.GiveBack(buffer);
    }
}

/// <summary>The memory that a leader shares with one worker process.</summary>
/// <param name="Versions">The slots of the parameters, from which <see cref="SharedBuffers"/> takes; the same for every process.</param>
/// <param name="Gradients">The slots for the sums of this process only.</param>
/// <param name="Rings">Two slots of <see cref="SharedRing.Floats"/>, for the frames of each direction.</param>
internal sealed record LinkMemory(SharedSlots Versions, SharedSlots Gradients, SharedSegment Rings) : IDisposable
{
    /// <summary>Closes the files of the rings and gradients, so that no process can map them.</summary>
    public void Dispose()
    {
        Rings.Dispose();
        Gradients.Segment.Dispose();
    }
}

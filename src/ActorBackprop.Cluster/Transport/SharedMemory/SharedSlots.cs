using System.Buffers;
using System.Runtime.InteropServices;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Cluster.Transport.SharedMemory;

/// <summary>Lends the slots of a segment that this process has made. Safe to share.</summary>
internal sealed class SharedSlots
{
    private readonly Lock _gate = new();
    private readonly int[] _free; // the last one returned is the next one lent: what was just used is in the cache
    private int _count;

    /// <summary>Lends all slots of a segment.</summary>
    /// <param name="segment">No other instance lends its slots.</param>
    public SharedSlots(SharedSegment segment)
    {
        Segment = segment;
        _free = new int[segment.Slots];
        for (_count = 0; _count < _free.Length; _count++) _free[_count] = _free.Length - 1 - _count;
    }

    /// <summary>Whose slots they are.</summary>
    public SharedSegment Segment { get; }

    /// <summary>Slots that can be lent now.</summary>
    public int Free
    {
        get
        {
            lock (_gate) return _count;
        }
    }

    /// <summary>Lends a slot; null if there is none.</summary>
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
/// The right to a slot. It ends once: when it is disposed of or, if that is forgotten, when it is collected. Each time a slot
/// is lent it is another one, so that who had the slot before cannot return it a second time.
/// </summary>
internal sealed class SlotLease(SharedSlots owner, int index) : IDisposable
{
    private int _isOver;

    ~SlotLease() => End();

    /// <summary>Returns the slot. A second time is nothing.</summary>
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
/// A slot of a segment as memory. Code that works on its span must keep the memory itself, as owned buffers are kept: a slot
/// without references is lent again.
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

    /// <summary>Returns the slot, which is not read or written any more. A second call does nothing.</summary>
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
/// The parameter server's buffers where memory is shared: it takes the memory of each new version from the segment, so the
/// optimizer writes it where every process reads it. Where no slot is free it is ordinary memory, which is sent. Gradients
/// go back to wherever they are from.
/// </summary>
/// <param name="versions">The slots of the versions, of the parameters' length.</param>
/// <param name="ordinary">All other memory of that length.</param>
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
/// <param name="Versions">The parameters' slots, those that <see cref="SharedBuffers"/> takes from; the same for every process.</param>
/// <param name="Gradients">Slots for the sums of this process, and of this incarnation of it alone.</param>
/// <param name="Rings">Two slots of <see cref="SharedRing.Floats"/>, for the frames of each direction.</param>
internal sealed record LinkMemory(SharedSlots Versions, SharedSlots Gradients, SharedSegment Rings) : IDisposable
{
    /// <summary>Closes the files of this process's own memory: no process can map it any more.</summary>
    public void Dispose()
    {
        Rings.Dispose();
        Gradients.Segment.Dispose();
    }
}

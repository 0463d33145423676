namespace ActorBackprop.Cluster.Wire.SharedMemory;

/// <summary>
/// The right to a slot. It ends once: by hand or, where that is forgotten, when nobody refers to it any more. Each time a slot
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

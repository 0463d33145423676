using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Cluster.Wire.SharedMemory;

/// <summary>
/// The parameter server's buffers where memory is shared: it takes the memory of each new version from the segment, so the
/// optimizer writes it where every process reads it. Where no slot is free it is ordinary memory, which is sent. Gradients
/// go back to wherever they are from.
/// </summary>
/// <param name="versions">The slots of the versions, of the parameters' length.</param>
/// <param name="ordinary">All other memory of that length.</param>
public sealed class SharedBuffers(SharedSlots versions, IGradientBuffers ordinary) : IGradientBuffers
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

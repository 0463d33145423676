namespace ActorBackprop.Cluster.Wire.SharedMemory;

/// <summary>The memory that a leader shares with one worker process.</summary>
/// <param name="Versions">The parameters' slots, those that <see cref="SharedBuffers"/> takes from; the same for every process.</param>
/// <param name="Gradients">Slots for the sums of this process, and of this incarnation of it alone.</param>
/// <param name="Rings">Two slots of <see cref="SharedRing.Floats"/>, for the frames of each direction.</param>
public sealed record LinkMemory(SharedSlots Versions, SharedSlots Gradients, SharedSegment Rings) : IDisposable
{
    /// <summary>Closes the files of this process's own memory: no process can map it any more.</summary>
    public void Dispose()
    {
        Rings.Dispose();
        Gradients.Segment.Dispose();
    }
}

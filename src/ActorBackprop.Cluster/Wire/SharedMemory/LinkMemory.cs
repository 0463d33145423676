namespace ActorBackprop.Cluster.Wire.SharedMemory;

/// <summary>The memory that a leader shares with one worker process.</summary>
/// <param name="Versions">The parameters' slots, those that <see cref="SharedBuffers"/> takes from; the same for every process.</param>
/// <param name="Gradients">Slots for the sums of this process, and of this incarnation of it alone.</param>
public sealed record LinkMemory(SharedSlots Versions, SharedSlots Gradients);

namespace ActorBackprop.Cluster.Wire.Chunks;

/// <summary>So many chunks were read: as many more may be sent.</summary>
/// <param name="Chunks">1 to <see cref="ChunkStream.Window"/>.</param>
internal sealed record WireCredit(int Chunks);

namespace ActorBackprop.Cluster.Wire.SharedMemory;

/// <summary>What another process needs to know to map a segment.</summary>
/// <param name="Process">The process that made it.</param>
/// <param name="Descriptor">Its open file there.</param>
/// <param name="Slots">Slots it has.</param>
/// <param name="Nonce">What stands at its head, 32 bytes: proves that it is this very memory.</param>
internal sealed record SegmentTicket(int Process, int Descriptor, int Slots, byte[] Nonce)
{
    /// <summary>Bytes of the nonce.</summary>
    public const int NonceBytes = 32;

    /// <summary>Most slots a segment has.</summary>
    public const int MostSlots = 1 << 16;
}

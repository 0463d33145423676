using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ActorBackprop.Learning.Networks;

/// <summary>The fingerprint two trainings are compared by.</summary>
public static class WeightsHash
{
    /// <summary>SHA-256 over the parameters, float32 little-endian, in canonical order; 64 lower-case hexadecimal digits.</summary>
    /// <param name="network">The network they belong to.</param>
    /// <param name="memory">Floats in memory order.</param>
    public static string Compute(Network network, ReadOnlySpan<float> memory) =>
        Convert.ToHexStringLower(SHA256.HashData(LittleEndian(CanonicalOrder.FromMemory(network, memory))));

    /// <summary>The floats' bytes, little-endian on every machine.</summary>
    public static byte[] LittleEndian(ReadOnlySpan<float> floats)
    {
        var bytes = MemoryMarshal.AsBytes(floats).ToArray();
        if (!BitConverter.IsLittleEndian) // four bytes at a time, the other way round
            for (var i = 0; i < bytes.Length; i += sizeof(float)) Array.Reverse(bytes, i, sizeof(float));
        return bytes;
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ActorBackprop.Learning.Networks;

/// <summary>The fingerprint two trainings are compared by.</summary>
public static class WeightsHash
{
    /// <summary>SHA-256 over the parameters, float32 little-endian, in canonical order; 64 lower-case hexadecimal digits.</summary>
    /// <param name="network">The network they belong to.</param>
    /// <param name="memory">Floats in memory order.</param>
    public static string Compute(Network network, ReadOnlySpan<float> memory)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        CanonicalOrder.ForEachRow(network, memory, row => hash.AppendData(LittleEndian(row)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The floats' bytes, little-endian on every machine, in their own memory: elsewhere the floats are lost.</summary>
    public static ReadOnlySpan<byte> LittleEndian(Span<float> floats)
    {
        var bits = MemoryMarshal.Cast<float, int>(floats);
        if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(bits, bits);
        return MemoryMarshal.AsBytes(floats);
    }
}

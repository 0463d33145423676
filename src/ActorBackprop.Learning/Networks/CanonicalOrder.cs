using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ActorBackprop.Learning.Networks;

/// <summary>
/// Converts parameters between memory order (see <see cref="Layer"/>) and canonical order, the order of files, hashes and docs: layer by
/// layer, W row-major as [outputs][inputs], then b.
/// </summary>
public static class CanonicalOrder
{
    /// <summary>Returns the parameters, or anything laid out like them, in canonical order.</summary>
    /// <param name="network">The network they belong to.</param>
    /// <param name="memory">Floats in memory order, <see cref="Network.ParameterLength"/> of them.</param>
    /// <returns><see cref="Network.ParameterCount"/> floats.</returns>
    public static float[] FromMemory(Network network, ReadOnlySpan<float> memory)
    {
        var canonical = new float[network.ParameterCount];
        var next = 0;
        ForEachRow(network, memory, row =>
        {
            row.CopyTo(canonical.AsSpan(next));
            next += row.Length;
        });
        return canonical;
    }

    /// <summary>Receives a row of floats, whose memory is reused afterwards.</summary>
    public delegate void RowAction(Span<float> row);

    /// <summary>Calls an action with the parameters in canonical order, row by row, so that the memory of one row is enough.</summary>
    /// <param name="network">The network they belong to.</param>
    /// <param name="memory">Floats in memory order, <see cref="Network.ParameterLength"/> of them.</param>
    /// <param name="action">Receives the weights to one output, or the biases of a layer.</param>
    public static void ForEachRow(Network network, ReadOnlySpan<float> memory, RowAction action)
    {
        var buffer = new float[network.Layers.Max(layer => Math.Max(layer.Inputs, layer.Outputs))];
        foreach (var layer in network.Layers)
        {
            var row = buffer.AsSpan(0, layer.Inputs);
            for (var j = 0; j < layer.Outputs; j++)
            {
                for (var k = 0; k < layer.Inputs; k++) row[k] = memory[layer.WeightsOffset + k * layer.Stride + j];
                action(row);
            }
            var biases = buffer.AsSpan(0, layer.Outputs);
            memory.Slice(layer.BiasesOffset, layer.Outputs).CopyTo(biases);
            action(biases);
        }
    }

    /// <summary>Returns parameters in memory order, the reverse of <see cref="FromMemory"/>; the padding is 0.</summary>
    /// <param name="network">The network they belong to.</param>
    /// <param name="canonical">Floats in canonical order, <see cref="Network.ParameterCount"/> of them.</param>
    public static float[] ToMemory(Network network, ReadOnlySpan<float> canonical)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(canonical.Length, network.ParameterCount);
        var memory = new float[network.ParameterLength];
        var next = 0;
        foreach (var layer in network.Layers)
        {
            for (var j = 0; j < layer.Outputs; j++)
                for (var k = 0; k < layer.Inputs; k++)
                    memory[layer.WeightsOffset + k * layer.Stride + j] = canonical[next++];
            canonical.Slice(next, layer.Outputs).CopyTo(memory.AsSpan(layer.BiasesOffset));
            next += layer.Outputs;
        }
        return memory;
    }
}

/// <summary>Computes the hash that trainings are compared by.</summary>
public static class WeightsHash
{
    /// <summary>Returns the SHA-256 of the parameters, float32 little-endian, in canonical order: 64 lower-case hexadecimal digits.</summary>
    /// <param name="network">The network they belong to.</param>
    /// <param name="memory">Floats in memory order.</param>
    public static string Compute(Network network, ReadOnlySpan<float> memory)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        CanonicalOrder.ForEachRow(network, memory, row => hash.AppendData(LittleEndian(row)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Returns the floats' bytes, little-endian on every machine, in their own memory, which a big-endian machine overwrites.</summary>
    public static ReadOnlySpan<byte> LittleEndian(Span<float> floats)
    {
        var bits = MemoryMarshal.Cast<float, int>(floats);
        if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(bits, bits);
        return MemoryMarshal.AsBytes(floats);
    }
}

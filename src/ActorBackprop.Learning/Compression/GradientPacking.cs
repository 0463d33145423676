using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Compression;

/// <summary>
/// A gradient without the padding of its rows, in memory order: what is compressed, and what a residual is of. The padding is 0
/// and stays 0, and is not worth a byte.
/// </summary>
internal static class GradientPacking
{
    /// <summary>Leaves the padding out.</summary>
    /// <param name="network">Whose gradient it is.</param>
    /// <param name="gradient">In memory order, <see cref="Network.ParameterLength"/> floats.</param>
    /// <param name="packed"><see cref="Network.ParameterCount"/> floats; overwritten.</param>
    public static void Pack(Network network, ReadOnlySpan<float> gradient, Span<float> packed)
    {
        foreach (var layer in network.Layers)
            for (var row = layer.WeightsOffset; row < layer.End; row += layer.Stride)
            {
                gradient.Slice(row, layer.Outputs).CopyTo(packed);
                packed = packed[layer.Outputs..];
            }
    }

    /// <summary>Puts the padding in. The reverse of <see cref="Pack"/>.</summary>
    /// <param name="network">Whose gradient it is.</param>
    /// <param name="packed"><see cref="Network.ParameterCount"/> floats.</param>
    /// <param name="gradient">In memory order; overwritten, but for the padding.</param>
    public static void Unpack(Network network, ReadOnlySpan<float> packed, Span<float> gradient)
    {
        foreach (var layer in network.Layers)
            for (var row = layer.WeightsOffset; row < layer.End; row += layer.Stride)
            {
                packed[..layer.Outputs].CopyTo(gradient[row..]);
                packed = packed[layer.Outputs..];
            }
    }
}

using System.Text.Json.Serialization;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Runs.Checkpoints;

/// <summary>The tensors of a network's checkpoint and their positions: in canonical order, without gaps.</summary>
internal static class Tensors
{
    /// <summary>
    /// Returns the tensors in order. Parameters have the names of PyTorch's Sequential, where activations count as layers: 0.weight, 0.bias,
    /// 2.weight, … The optimizer's arrays follow: optimizer.0.0.weight is the part of the first array that belongs to 0.weight. Then the
    /// residuals: residual.0.0.weight belongs to the first microbatch.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, TensorEntry>> Of(Network network, CheckpointState state)
    {
        var end = 0L;
        for (var array = -1; array < state.OptimizerArrays + state.ResidualArrays; array++)
            for (var l = 0; l < network.Layers.Count; l++)
            {
                var layer = network.Layers[l];
                var prefix = array < 0 ? "" : array < state.OptimizerArrays ? $"optimizer.{array}." : $"residual.{array - state.OptimizerArrays}.";
                yield return new($"{prefix}{2 * l}.weight", Next(ref end, layer.Outputs, layer.Inputs));
                yield return new($"{prefix}{2 * l}.bias", Next(ref end, layer.Outputs));
            }
    }

    /// <summary>Returns the total size in bytes.</summary>
    public static long Length(Network network, CheckpointState state) =>
        (1L + state.OptimizerArrays + state.ResidualArrays) * network.ParameterCount * sizeof(float);

    private static TensorEntry Next(ref long end, params long[] shape)
    {
        var begin = end;
        end += shape.Aggregate((long)sizeof(float), (product, width) => product * width);
        return new("F32", shape, [begin, end]);
    }
}

/// <summary>An entry of the header for a tensor, as safetensors defines it.</summary>
/// <param name="Dtype">The type of the numbers: F32 in every checkpoint.</param>
/// <param name="Shape">[out, in] for weights, [out] for biases; row-major.</param>
/// <param name="DataOffsets">The begin and the exclusive end, in bytes after the header.</param>
internal sealed record TensorEntry(
    string Dtype, long[] Shape, [property: JsonPropertyName("data_offsets")] long[] DataOffsets)
{
    /// <summary>Returns whether type, shape and offsets are equal.</summary>
    public bool Equals(TensorEntry? other) =>
        other is not null && Dtype == other.Dtype && Shape.SequenceEqual(other.Shape) && DataOffsets.SequenceEqual(other.DataOffsets);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Dtype, Shape.Length);

    /// <summary>Returns F32 [30,784] at 0 to 94080.</summary>
    public override string ToString() => $"{Dtype} [{string.Join(',', Shape)}] at {string.Join(" to ", DataOffsets)}";
}

using System.Text.Json.Serialization;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Runs.Checkpoints;

/// <summary>Which tensors a network's checkpoint has, and where: everything in canonical order, without holes.</summary>
internal static class Tensors
{
    /// <summary>
    /// Parameters by the names PyTorch's Sequential gives them, where activations count as layers: 0.weight, 0.bias,
    /// 2.weight, … Then the optimizer's arrays the same way: optimizer.0.0.weight is the first array's part of 0.weight. Then
    /// the residuals: residual.0.0.weight is that of the first microbatch.
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

    /// <summary>Bytes of all of them.</summary>
    public static long Length(Network network, CheckpointState state) =>
        (1L + state.OptimizerArrays + state.ResidualArrays) * network.ParameterCount * sizeof(float);

    private static TensorEntry Next(ref long end, params long[] shape)
    {
        var begin = end;
        end += shape.Aggregate((long)sizeof(float), (product, width) => product * width);
        return new("F32", shape, [begin, end]);
    }
}

/// <summary>A tensor of the header, as the safetensors format has it.</summary>
/// <param name="Dtype">F32 in every checkpoint.</param>
/// <param name="Shape">[out, in] for weights, [out] for biases; row-major.</param>
/// <param name="DataOffsets">Begin, and end exclusive: bytes behind the header.</param>
internal sealed record TensorEntry(
    string Dtype, long[] Shape, [property: JsonPropertyName("data_offsets")] long[] DataOffsets)
{
    /// <summary>Equal in every number.</summary>
    public bool Equals(TensorEntry? other) =>
        other is not null && Dtype == other.Dtype && Shape.SequenceEqual(other.Shape) && DataOffsets.SequenceEqual(other.DataOffsets);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Dtype, Shape.Length);

    /// <summary>As in F32 [30,784] at 0 to 94080.</summary>
    public override string ToString() => $"{Dtype} [{string.Join(',', Shape)}] at {string.Join(" to ", DataOffsets)}";
}

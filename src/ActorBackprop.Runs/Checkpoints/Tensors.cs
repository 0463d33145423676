using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Runs.Checkpoints;

/// <summary>Which tensors a network's checkpoint has, and where: everything in canonical order, without holes.</summary>
internal static class Tensors
{
    /// <summary>
    /// Parameters by the names PyTorch's Sequential gives them, where activations count as layers: 0.weight, 0.bias,
    /// 2.weight, … Then the optimizer's arrays the same way: optimizer.0.0.weight is the first array's part of 0.weight.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, TensorEntry>> Of(Network network, int optimizerArrays)
    {
        var end = 0L;
        for (var array = -1; array < optimizerArrays; array++)
            for (var l = 0; l < network.Layers.Count; l++)
            {
                var (layer, prefix) = (network.Layers[l], array < 0 ? "" : $"optimizer.{array}.");
                yield return new($"{prefix}{2 * l}.weight", Next(ref end, layer.Outputs, layer.Inputs));
                yield return new($"{prefix}{2 * l}.bias", Next(ref end, layer.Outputs));
            }
    }

    /// <summary>Bytes of all of them.</summary>
    public static long Length(Network network, int optimizerArrays) =>
        (1L + optimizerArrays) * network.ParameterCount * sizeof(float);

    private static TensorEntry Next(ref long end, params long[] shape)
    {
        var begin = end;
        end += shape.Aggregate((long)sizeof(float), (product, width) => product * width);
        return new("F32", shape, [begin, end]);
    }
}

using System.Globalization;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;

namespace ActorBackprop.Learning.Explaining;

/// <summary>
/// A weight or a bias as people write it: w2:3,17 is the weight of neuron 3 of layer 2 from neuron 17 of the layer before,
/// b2:3 is that neuron's bias. Layers count from 1 behind the input, neurons from 0.
/// </summary>
/// <param name="Layer">From 1; <see cref="ReferenceNetwork"/> counts the same layers from 0.</param>
/// <param name="To">The neuron it belongs to.</param>
/// <param name="From">The neuron of the layer before that a weight comes from; null for a bias.</param>
public readonly record struct ParameterName(int Layer, int To, int? From)
{
    /// <summary>Whether it is a weight.</summary>
    public bool IsWeight => From is not null;

    /// <summary>The neuron it belongs to.</summary>
    public NeuronName Neuron => new(Layer, To);

    /// <summary>Reads a weight or a bias.</summary>
    /// <param name="text">As in w2:3,17 or b2:3.</param>
    /// <param name="network">The network that must have it.</param>
    /// <exception cref="FormatException">It is no such name, or the network has no such parameter; the message is one sentence.</exception>
    public static ParameterName Parse(string text, Network network)
    {
        var reader = new NameReader(text, network, "a weight as in w2:3,17, or a bias as in b2:3");
        var weight = reader.Letter("wb") == 'w';
        var layer = reader.Layer();
        var (neurons, where) = (network.Widths[layer], $"layer {layer}");
        if (!weight) return new(layer, reader.Last("neuron", neurons, where), null);
        var to = reader.Number("neuron", neurons, where, ',');
        var before = layer == 1 ? "the input" : $"layer {layer - 1}";
        return new(layer, to, reader.Last("neuron it comes from", network.Widths[layer - 1], before));
    }

    /// <summary>All of a network's, in canonical order: layer by layer, weights neuron by neuron, then biases.</summary>
    public static IEnumerable<ParameterName> All(Network network)
    {
        for (var layer = 1; layer < network.Widths.Count; layer++)
        {
            for (var to = 0; to < network.Widths[layer]; to++)
                for (var from = 0; from < network.Widths[layer - 1]; from++) yield return new(layer, to, from);
            for (var to = 0; to < network.Widths[layer]; to++) yield return new(layer, to, null);
        }
    }

    /// <summary>Its entry of what is laid out as the parameters are.</summary>
    /// <param name="weights">[layer][neuron j][neuron k].</param>
    /// <param name="biases">[layer][neuron].</param>
    public double In(double[][][] weights, double[][] biases) =>
        From is { } from ? weights[Layer - 1][To][from] : biases[Layer - 1][To];

    /// <inheritdoc/>
    public override string ToString() => From is { } from
        ? string.Create(CultureInfo.InvariantCulture, $"w{Layer}:{To},{from}")
        : string.Create(CultureInfo.InvariantCulture, $"b{Layer}:{To}");
}

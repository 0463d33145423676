using System.Globalization;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Explaining;

/// <summary>A neuron as people write it: a2:3 is neuron 3 of layer 2. Layer 0 is the input; neurons count from 0.</summary>
/// <param name="Layer">From 0, the input.</param>
/// <param name="Index">Within its layer, from 0.</param>
public readonly record struct NeuronName(int Layer, int Index)
{
    /// <summary>Reads a neuron behind the input.</summary>
    /// <param name="text">As in a2:3.</param>
    /// <param name="network">The network that must have it.</param>
    /// <exception cref="FormatException">It is no such name, or the network has no such neuron; the message is one sentence.</exception>
    public static NeuronName Parse(string text, Network network)
    {
        var reader = new NameReader(text, network, "a neuron, as in a2:3");
        reader.Letter("a");
        var layer = reader.Layer();
        return new(layer, reader.Last("neuron", network.Widths[layer], $"layer {layer}"));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"a{Layer}:{Index}");
}

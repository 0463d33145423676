using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;

namespace ActorBackprop.Learning.Explanations;

/// <summary>A neuron as people write it: a2:3 is neuron 3 of layer 2. Layer 0 is the input; neurons count from 0.</summary>
/// <param name="Layer">From 0, the input.</param>
/// <param name="Index">Within its layer, from 0.</param>
[JsonConverter(typeof(NameConverter<NeuronName>))]
public readonly record struct NeuronName(int Layer, int Index)
{
    /// <summary>Reads a neuron behind the input.</summary>
    /// <param name="text">As in a2:3.</param>
    /// <param name="network">The network that must have it.</param>
    /// <exception cref="FormatException">The text is no such name, or the network has no such neuron; the message is one sentence.</exception>
    public static NeuronName Parse(string text, Network network)
    {
        var reader = new NameReader(text, network, "a neuron, as in a2:3");
        reader.ReadLetter("a");
        var layer = reader.ReadLayer();
        return new(layer, reader.ReadLast("neuron", network.Widths[layer], $"layer {layer}"));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"a{Layer}:{Index}");
}

/// <summary>
/// A weight or a bias as people write it: w2:3,17 is the weight of neuron 3 of layer 2 from neuron 17 of the layer before,
/// b2:3 is that neuron's bias. Layers count from 1 behind the input, neurons from 0.
/// </summary>
/// <param name="Layer">From 1; <see cref="ReferenceNetwork"/> counts the same layers from 0.</param>
/// <param name="To">The neuron it belongs to.</param>
/// <param name="From">The neuron of the layer before that a weight comes from; null for a bias.</param>
[JsonConverter(typeof(NameConverter<ParameterName>))]
public readonly record struct ParameterName(int Layer, int To, int? From)
{
    /// <summary>Whether it is a weight.</summary>
    public bool IsWeight => From is not null;

    /// <summary>The neuron it belongs to.</summary>
    public NeuronName Neuron => new(Layer, To);

    /// <summary>Reads a weight or a bias.</summary>
    /// <param name="text">As in w2:3,17 or b2:3.</param>
    /// <param name="network">The network that must have it.</param>
    /// <exception cref="FormatException">The text is no such name, or the network has no such parameter; the message is one sentence.</exception>
    public static ParameterName Parse(string text, Network network)
    {
        var reader = new NameReader(text, network, "a weight as in w2:3,17, or a bias as in b2:3");
        var isWeight = reader.ReadLetter("wb") == 'w';
        var layer = reader.ReadLayer();
        var (neurons, where) = (network.Widths[layer], $"layer {layer}");
        if (!isWeight) return new(layer, reader.ReadLast("neuron", neurons, where), null);
        var to = reader.ReadNumber("neuron", neurons, where, ',');
        var before = layer == 1 ? "the input" : $"layer {layer - 1}";
        return new(layer, to, reader.ReadLast("neuron it comes from", network.Widths[layer - 1], before));
    }

    /// <summary>Returns all parameters of a network in canonical order: layer by layer, weights neuron by neuron, then biases.</summary>
    public static IEnumerable<ParameterName> All(Network network)
    {
        for (var layer = 1; layer < network.Widths.Count; layer++)
        {
            for (var to = 0; to < network.Widths[layer]; to++)
                for (var from = 0; from < network.Widths[layer - 1]; from++) yield return new(layer, to, from);
            for (var to = 0; to < network.Widths[layer]; to++) yield return new(layer, to, null);
        }
    }

    /// <summary>Returns its entry of arrays that are laid out as the parameters are.</summary>
    /// <param name="weights">[layer][neuron j][neuron k].</param>
    /// <param name="biases">[layer][neuron].</param>
    public double In(double[][][] weights, double[][] biases) =>
        From is { } from ? weights[Layer - 1][To][from] : biases[Layer - 1][To];

    /// <inheritdoc/>
    public override string ToString() => From is { } from
        ? string.Create(CultureInfo.InvariantCulture, $"w{Layer}:{To},{from}")
        : string.Create(CultureInfo.InvariantCulture, $"b{Layer}:{To}");
}

/// <summary>Writes a name as the text that people write.</summary>
internal sealed class NameConverter<T> : JsonConverter<T> where T : struct
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("a name is read with a network only");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>Reads the name of a neuron or a parameter piece by piece; a text that is no such name throws one sentence.</summary>
/// <param name="text">The name.</param>
/// <param name="network">The network whose ranges hold.</param>
/// <param name="expected">What such a name looks like.</param>
internal sealed class NameReader(string text, Network network, string expected)
{
    private int _next;

    /// <summary>Reads the letter a name begins with.</summary>
    public char ReadLetter(string letters) =>
        text.Length > 0 && letters.Contains(text[0], StringComparison.Ordinal) ? text[_next++] : throw NotAName();

    /// <summary>Reads a layer behind the input, and the colon after it.</summary>
    public int ReadLayer()
    {
        var layers = network.Layers.Count;
        var layer = ReadDigits(':');
        return layer >= 1 && layer <= layers
            ? layer
            : throw new FormatException($"{Quoted()}: {network} has the layers 1 to {layers} behind the input, but no layer {layer}.");
    }

    /// <summary>Reads a neuron's number and the character after it.</summary>
    /// <param name="what">What the number is called.</param>
    /// <param name="count">The number of neurons there.</param>
    /// <param name="where">Where they are.</param>
    /// <param name="end">The character after it; null for the end of the name.</param>
    public int ReadNumber(string what, int count, string where, char? end)
    {
        var number = ReadDigits(end);
        return number < count
            ? number
            : throw new FormatException($"{Quoted()}: the {what} is {number}, but {where} of {network} has the neurons 0 to {count - 1}.");
    }

    /// <summary>Reads the number a name ends with.</summary>
    public int ReadLast(string what, int count, string where) => ReadNumber(what, count, where, end: null);

    private int ReadDigits(char? end)
    {
        var stop = end is { } letter ? text.IndexOf(letter, _next) : text.Length;
        if (stop < 0 || !int.TryParse(text.AsSpan(_next, stop - _next), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw NotAName();
        _next = stop + 1;
        return number;
    }

    private FormatException NotAName() => new($"{Quoted()}: expected {expected}; layers count from 1 behind the input, neurons from 0.");

    // The text came from outside and goes to a terminal: cut, and without characters that a terminal would obey.
    private string Quoted() =>
        $"\"{string.Concat(text.Take(40).Select(c => char.IsControl(c) ? '?' : c))}{(text.Length > 40 ? "…" : "")}\"";
}

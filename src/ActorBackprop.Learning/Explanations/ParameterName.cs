using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
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
        var reader = new NameReader(text, network, @"^a(?<layer>\d+):(?<to>\d+)\z", "a neuron, as in a2:3");
        return new(reader.Layer, reader.Neuron("to", "neuron", reader.Layer));
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
        var reader = new NameReader(text, network, @"^(?:w(?<layer>\d+):(?<to>\d+),(?<from>\d+)|b(?<layer>\d+):(?<to>\d+))\z",
            "a weight as in w2:3,17, or a bias as in b2:3");
        var to = reader.Neuron("to", "neuron", reader.Layer);
        return new(reader.Layer, to, reader.Has("from") ? reader.Neuron("from", "neuron it comes from", reader.Layer - 1) : null);
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

/// <summary>The parts of the name of a neuron or a parameter.</summary>
internal sealed class NameReader
{
    private readonly string _quoted, _expected;
    private readonly Network _network;
    private readonly Match _match;

    /// <summary>Reads a name.</summary>
    /// <param name="text">The name.</param>
    /// <param name="network">The network, whose ranges the numbers must be in.</param>
    /// <param name="pattern">The form of such a name, with the groups layer, to and from.</param>
    /// <param name="expected">What such a name looks like, for the error.</param>
    /// <exception cref="FormatException">The text is no such name, or the network has no such layer.</exception>
    public NameReader(string text, Network network, string pattern, string expected)
    {
        // The text came from outside and goes to a terminal: cut, and without characters that a terminal would obey.
        _quoted = $"\"{string.Concat(text.Take(40).Select(c => char.IsControl(c) ? '?' : c))}{(text.Length > 40 ? "…" : "")}\"";
        (_network, _match) = (network, Regex.Match(text, pattern));
        _expected = expected;
        if (!_match.Success) throw NotAName();
        Layer = Number("layer");
        if (Layer < 1 || Layer > network.Layers.Count)
            throw new FormatException(
                $"{_quoted}: {network} has the layers 1 to {network.Layers.Count} after the input, but no layer {Layer}.");
    }

    /// <summary>The layer, from 1.</summary>
    public int Layer { get; }

    /// <summary>Returns whether the name has a part.</summary>
    public bool Has(string group) => _match.Groups[group].Success;

    /// <summary>Returns the number of a neuron.</summary>
    /// <param name="group">The part of the name.</param>
    /// <param name="what">What the number is called, for the error.</param>
    /// <param name="layer">The neuron's layer; 0 for the input.</param>
    /// <exception cref="FormatException">The layer has no such neuron.</exception>
    public int Neuron(string group, string what, int layer)
    {
        var (number, count, where) = (Number(group), _network.Widths[layer], layer == 0 ? "the input" : $"layer {layer}");
        return number < count
            ? number
            : throw new FormatException($"{_quoted}: the {what} is {number}, but {where} of {_network} has the neurons 0 to {count - 1}.");
    }

    private int Number(string group) =>
        int.TryParse(_match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw NotAName();

    private FormatException NotAName() => new($"{_quoted}: expected {_expected}; layers count from 1 after the input, neurons from 0.");
}

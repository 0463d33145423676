namespace ActorBackprop.Learning.Networks;

/// <summary>
/// The shape of a network: layers, activations and cost. Its parameters are kept apart, in one flat float[] of
/// <see cref="ParameterLength"/> that the layers are views into; gradients and optimizer state share that layout.
/// </summary>
public sealed class Network
{
    /// <summary>The most neurons a layer may have, and the most parameters a network may have.</summary>
    public const int MaxWidth = 1 << 20, MaxParameters = 1 << 28;

    /// <summary>Creates a network.</summary>
    /// <param name="widths">The neurons of each layer, the input first: at least two layers, each of 1 or more.</param>
    /// <param name="activations">One for each layer after the input.</param>
    /// <param name="cost">The cost; each cross-entropy needs its own last activation.</param>
    /// <exception cref="ArgumentException">The widths, activations and cost do not make a network; the message says why.</exception>
    public Network(IReadOnlyList<int> widths, IReadOnlyList<Activation> activations, Cost cost)
    {
        if (Fault(widths, activations, cost) is { } fault) throw new ArgumentException(fault);
        Widths = [.. widths];
        Cost = cost;
        var layers = new Layer[widths.Count - 1];
        for (var l = 0; l < layers.Length; l++)
            layers[l] = new Layer(widths[l], widths[l + 1], activations[l], l == 0 ? 0 : layers[l - 1].End);
        Layers = layers;
        ParameterLength = layers[^1].End;
        ParameterCount = layers.Sum(layer => (layer.Inputs + 1) * layer.Outputs);
    }

    /// <summary>The neurons of each layer, the input first.</summary>
    public IReadOnlyList<int> Widths { get; }

    /// <summary>The layers after the input.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>The cost of a sample, unless there is a <see cref="CustomCost"/>.</summary>
    public Cost Cost { get; }

    /// <summary>A custom cost, in place of <see cref="Cost"/>; null for none. Default: null.</summary>
    public ICost? CustomCost { get; private init; }

    /// <summary>The number of weights and biases.</summary>
    public int ParameterCount { get; }

    /// <summary>The floats of the flat parameters in memory: <see cref="ParameterCount"/> and the padding.</summary>
    public int ParameterLength { get; }

    /// <summary>The neurons of the input.</summary>
    public int Inputs => Widths[0];

    /// <summary>The neurons of the last layer.</summary>
    public int Outputs => Widths[^1];

    /// <summary>Returns the same network with a custom cost.</summary>
    public Network With(ICost cost) => new(Widths, [.. Layers.Select(layer => layer.Activation)], Cost) { CustomCost = cost };

    /// <summary>Returns why these do not make a network, as a sentence; null if they do.</summary>
    public static string? Fault(IReadOnlyList<int> widths, IReadOnlyList<Activation> activations, Cost cost)
    {
        if (widths.Count < 2) return $"a network needs an input and at least one layer, but has {widths.Count} width(s)";
        if (widths.Any(width => width is < 1 or > MaxWidth)) return $"a layer has between 1 and {MaxWidth} neurons";
        if (activations.Count != widths.Count - 1)
            return $"{widths.Count - 1} layer(s) need as many activations, but there are {activations.Count}";
        var floats = 0L;
        for (var l = 1; l < widths.Count; l++) floats += (widths[l - 1] + 1L) * Layer.Padded(widths[l]);
        if (floats > MaxParameters) return $"the network has about {floats} parameters; at most {MaxParameters} are supported";
        if (activations.Take(activations.Count - 1).Contains(Activation.Softmax)) return "softmax is for the last layer only";
        return (cost, activations[^1]) switch
        {
            (Cost.SoftmaxCrossEntropy, not Activation.Softmax) => "softmax-cross-entropy needs softmax in the last layer",
            (not Cost.SoftmaxCrossEntropy, Activation.Softmax) => "softmax in the last layer needs the cost softmax-cross-entropy",
            (Cost.SigmoidCrossEntropy, not Activation.Sigmoid) => "sigmoid-cross-entropy needs sigmoid in the last layer",
            _ => null,
        };
    }

    /// <summary>Returns the widths joined by hyphens, as in 784-30-10.</summary>
    public override string ToString() => string.Join('-', Widths);
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorBackprop.Learning.Explanations;

/// <summary>
/// One sample's backpropagation in numbers: the JSON of <c>explain --json</c> and of the studio's lens. Null values are omitted. Doubles are
/// written so that they read back to the same bits; values that are not finite are strings: "NaN", "Infinity", "-Infinity".
/// </summary>
public sealed record ExplanationReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The widths of the network: 784-30-10.</summary>
    public required string Network { get; init; }

    /// <summary>The name of its cost function.</summary>
    public required string Cost { get; init; }

    /// <summary>The origin of the parameters; null if it is not stated. Default: null.</summary>
    public string? Origin { get; init; }

    /// <summary>The number of steps the network has been trained for.</summary>
    public required long Steps { get; init; }

    /// <summary>The name of the sample.</summary>
    public required string Sample { get; init; }

    /// <summary>y, [outputs].</summary>
    public required double[] Target { get; init; }

    /// <summary>The sample's cost.</summary>
    [JsonPropertyName("C")]
    public required double C { get; init; }

    /// <summary>All layers, the input first.</summary>
    public required IReadOnlyList<LayerExplanation> Layers { get; init; }

    /// <summary>The chain rule at the chosen weight or bias.</summary>
    public required ChainRule Weight { get; init; }

    /// <summary>The chosen neuron and its incoming connections.</summary>
    public required NeuronExplanation Neuron { get; init; }

    /// <summary>The wishes for each activation that the neuron reads.</summary>
    public IReadOnlyList<ActivationWishes>? Wishes { get; init; }

    /// <summary>The parameters the cost is most sensitive to, in that order.</summary>
    public IReadOnlyList<Sensitivity>? Ranking { get; init; }

    /// <summary>A small change of one parameter.</summary>
    public Nudge? Nudge { get; init; }

    /// <summary>A minibatch of which each sample has its own gradient.</summary>
    public MinibatchExplanation? Minibatch { get; init; }

    /// <summary>Returns the report as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <summary>Returns the report as JSON, to be a part of other JSON.</summary>
    public JsonElement ToElement() => JsonSerializer.SerializeToElement(this, Options);
}

/// <summary>A layer with one sample in it. Layer 0 is the input and has activations only.</summary>
/// <param name="Layer">From 0, the input.</param>
/// <param name="A">a, [neurons].</param>
/// <param name="DCda">∂C/∂a, [neurons].</param>
public sealed record LayerExplanation(int Layer, double[] A, double[] DCda)
{
    /// <summary>The name of the activation function.</summary>
    public string? Activation { get; init; }

    /// <summary>z, [neurons].</summary>
    public double[]? Z { get; init; }

    /// <summary>∂C/∂z, [neurons].</summary>
    public double[]? DCdz { get; init; }

    /// <summary>The weights, [neuron][neuron before]; null if only the neurons are requested.</summary>
    public double[][]? W { get; init; }

    /// <summary>∂C/∂w, [neuron][neuron before]; null if only the neurons are requested.</summary>
    public double[][]? DCdw { get; init; }

    /// <summary>The biases, [neurons].</summary>
    public double[]? B { get; init; }

    /// <summary>∂C/∂b, [neurons]: equal to ∂C/∂z.</summary>
    public double[]? DCdb => DCdz;
}

/// <summary>
/// A neuron behind the input, and the three ways to change it: its bias; its weights, in proportion to the activations they come from; the
/// activations before it, in proportion to its weights. All are shares of ∂C/∂z.
/// </summary>
/// <param name="Name">The neuron.</param>
/// <param name="Z">z, its weighted input.</param>
/// <param name="A">a = σ(z).</param>
/// <param name="Target">y, the target; null in a hidden layer.</param>
/// <param name="Slope">σ′(z) = ∂a/∂z; null for softmax, which mixes the neurons of its layer.</param>
/// <param name="DCda">∂C/∂a; not finite where a cross-entropy's logarithm is not.</param>
/// <param name="DCdz">∂C/∂z. It is σ′(z) · ∂C/∂a, or, where <paramref name="Cancels"/>, a − y.</param>
/// <param name="B">Its bias.</param>
/// <param name="Cancels">Whether this is an output under a cross-entropy, where σ′(z) · ∂C/∂a comes to a − y.</param>
public sealed record NeuronExplanation(
    NeuronName Name, double Z, double A, double? Target,
    double? Slope, double DCda, double DCdz, double B, bool Cancels)
{
    /// <summary>∂C/∂b, which is ∂C/∂z.</summary>
    public double DCdb => DCdz;

    /// <summary>Its connections from the layer before, in the order of that layer's neurons.</summary>
    public required IReadOnlyList<Connection> Incoming { get; init; }
}

/// <summary>One connection into a neuron.</summary>
/// <param name="From">The neuron before.</param>
/// <param name="A">aₖ.</param>
/// <param name="W">The weight.</param>
/// <param name="DCdw">∂C/∂w = aₖ · ∂C/∂z.</param>
/// <param name="Wish">w · ∂C/∂z: this neuron's share of ∂C/∂aₖ. Below 0 it wishes aₖ larger.</param>
public sealed record Connection(NeuronName From, double A, double W, double DCdw, double Wish);

/// <summary>
/// The chain rule at one weight from neuron k to neuron j: ∂C/∂w = aₖ · σ′(zⱼ) · ∂C/∂aⱼ. A bias is the weight of an input that is always 1.
/// </summary>
/// <param name="Name">The weight or bias.</param>
/// <param name="W">Its value.</param>
/// <param name="A">aₖ = ∂zⱼ/∂w, the activation it comes from; 1 for a bias.</param>
/// <param name="Neuron">Neuron j.</param>
public sealed record ChainRule(ParameterName Name, double W, double A, [property: JsonIgnore] NeuronExplanation Neuron)
{
    /// <summary>σ′(zⱼ); null for softmax.</summary>
    public double? Slope => Neuron.Slope;

    /// <summary>∂C/∂aⱼ.</summary>
    public double DCda => Neuron.DCda;

    /// <summary>∂C/∂zⱼ.</summary>
    public double DCdz => Neuron.DCdz;

    /// <summary>∂C/∂w: aₖ times ∂C/∂zⱼ, to the bit.</summary>
    public required double DCdw { get; init; }

    /// <summary>zⱼ.</summary>
    public double Z => Neuron.Z;

    /// <summary>yⱼ; null in a hidden layer.</summary>
    public double? Target => Neuron.Target;

    /// <summary>Whether σ′(zⱼ) · ∂C/∂aⱼ comes to a − y.</summary>
    public bool Cancels => Neuron.Cancels;
}

/// <summary>The wishes of all neurons that an activation feeds. A wish below 0 is for a larger activation.</summary>
/// <param name="Name">The neuron whose activation it is.</param>
/// <param name="A">a.</param>
/// <param name="Wishes">w · ∂C/∂z of each neuron of the next layer, in their order.</param>
/// <param name="Sum">The wishes added in their order: ∂C/∂a, to the bit.</param>
public sealed record ActivationWishes(NeuronName Name, double A, IReadOnlyList<double> Wishes, double Sum);

/// <summary>The sensitivity of the cost to one parameter.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Value">Its value.</param>
/// <param name="Derivative">∂C/∂p.</param>
public sealed record Sensitivity(ParameterName Name, double Value, double Derivative);

/// <summary>The effect of a small change of one parameter on the cost, and the effect that its derivative predicts.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Value">Its value before the change.</param>
/// <param name="Derivative">∂C/∂p.</param>
/// <param name="Delta">δ, the amount added to it.</param>
/// <param name="C">The cost before.</param>
/// <param name="NudgedC">The cost after, by another forward pass.</param>
public sealed record Nudge(
    ParameterName Name, double Value, double Derivative, double Delta, [property: JsonPropertyName("C")] double C, double NudgedC)
{
    /// <summary>∂C/∂p · δ, to first order.</summary>
    public double Predicted => Derivative * Delta;

    /// <summary>The change of the cost.</summary>
    public double Real => NudgedC - C;

    /// <summary>The real change minus the predicted one.</summary>
    public double Remainder => Real - Predicted;

    /// <summary>The remainder divided by δ². It hardly changes with δ, near ½ ∂²C/∂p²: the remainder is of second order.</summary>
    public double RemainderByDeltaSquared => Remainder / (Delta * Delta);
}

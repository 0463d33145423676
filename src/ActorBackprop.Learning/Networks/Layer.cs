namespace ActorBackprop.Learning.Networks;

/// <summary>
/// One dense layer, z = W a + b, a' = σ(z), as a view into the flat parameters. In memory the weights stand as
/// [inputs][stride], so that one input's weights to all outputs are neighbours: the kernels vectorise over outputs.
/// The stride is the number of outputs rounded up to a whole vector; what fills it up is 0 and stays 0.
/// </summary>
/// <param name="Inputs">Number of neurons it reads.</param>
/// <param name="Outputs">Number of neurons it has.</param>
/// <param name="Activation">σ.</param>
/// <param name="WeightsOffset">Where its weights begin in the flat parameters.</param>
public sealed record Layer(int Inputs, int Outputs, Activation Activation, int WeightsOffset)
{
    /// <summary>Floats to a vector of the kernels; every stride is a multiple of it.</summary>
    public const int Lane = 8;

    /// <summary>Floats from one input's weights to the next input's.</summary>
    public int Stride { get; } = Padded(Outputs);

    /// <summary>Where its biases begin in the flat parameters.</summary>
    public int BiasesOffset => WeightsOffset + Inputs * Stride;

    /// <summary>Where the next layer begins.</summary>
    public int End => BiasesOffset + Stride;

    /// <summary>The width rounded up to a multiple of <see cref="Lane"/>.</summary>
    public static int Padded(int width) => (width + Lane - 1) / Lane * Lane;
}

/// <summary>What a neuron makes of its weighted input z: a = σ(z).</summary>
public enum Activation
{
    /// <summary>1 / (1 + e⁻ᶻ).</summary>
    Sigmoid,

    /// <summary>max(0, z).</summary>
    Relu,

    /// <summary>tanh z.</summary>
    Tanh,

    /// <summary>z itself.</summary>
    Identity,

    /// <summary>eᶻʲ / Σₖ eᶻᵏ over the layer. Only the last layer, and only with <see cref="Cost.SoftmaxCrossEntropy"/>.</summary>
    Softmax,
}

namespace ActorBackprop.Learning.Networks;

/// <summary>
/// A dense layer, z = W a + b, a' = σ(z), as a view into the flat parameters. In memory the weights are laid out as
/// [inputs][stride], so that one input's weights to all outputs are neighbours: the kernels vectorise over outputs.
/// The stride is the number of outputs rounded up to a whole vector; the padding is 0 and stays 0.
/// </summary>
/// <param name="Inputs">The number of neurons it reads.</param>
/// <param name="Outputs">The number of neurons it has.</param>
/// <param name="Activation">σ.</param>
/// <param name="WeightsOffset">The index of its first weight in the flat parameters.</param>
public sealed record Layer(int Inputs, int Outputs, Activation Activation, int WeightsOffset)
{
    /// <summary>The floats of a vector of the kernels; every stride is a multiple of it.</summary>
    public const int Lane = 8;

    /// <summary>The floats from one input's weights to the next input's.</summary>
    public int Stride { get; } = Padded(Outputs);

    /// <summary>The index of its first bias in the flat parameters.</summary>
    public int BiasesOffset => WeightsOffset + Inputs * Stride;

    /// <summary>The index at which the next layer begins.</summary>
    public int End => BiasesOffset + Stride;

    /// <summary>Returns the width rounded up to a multiple of <see cref="Lane"/>.</summary>
    public static int Padded(int width) => (width + Lane - 1) / Lane * Lane;
}

/// <summary>The activation function of a layer: a = σ(z) of the weighted input z.</summary>
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

    /// <summary>eᶻʲ / Σₖ eᶻᵏ over the layer. Only for the last layer, and only with <see cref="Cost.SoftmaxCrossEntropy"/>.</summary>
    Softmax,
}

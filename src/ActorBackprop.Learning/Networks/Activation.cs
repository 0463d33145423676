namespace ActorBackprop.Learning.Networks;

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

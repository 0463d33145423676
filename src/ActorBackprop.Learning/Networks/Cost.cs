namespace ActorBackprop.Learning.Networks;

/// <summary>The cost of an output a for the target y of one sample. A minibatch's cost is the mean over its samples.</summary>
public enum Cost
{
    /// <summary>Σⱼ (aⱼ − yⱼ)², without the factor ½ of some books, whose learning rate η is therefore 2 × ours.</summary>
    Quadratic,

    /// <summary>−Σⱼ [yⱼ ln aⱼ + (1 − yⱼ) ln(1 − aⱼ)], in nats. The last layer must be <see cref="Activation.Sigmoid"/>.</summary>
    SigmoidCrossEntropy,

    /// <summary>−Σⱼ yⱼ ln aⱼ, in nats. The last layer must be <see cref="Activation.Softmax"/>.</summary>
    SoftmaxCrossEntropy,
}

/// <summary>
/// A custom cost, in place of a <see cref="Cost"/>. It must keep no state between calls, is called by several threads at once, and must
/// return the same for the same numbers: then workers change the speed and never the answer.
/// </summary>
public interface ICost
{
    /// <summary>Returns C of one sample.</summary>
    /// <param name="a">[outputs] activations of the last layer. Single precision may have rounded them to 0 or 1.</param>
    /// <param name="y">[outputs] targets: 1 for the sample's class, 0 for the others.</param>
    /// <returns>A finite number; any other ends a training as diverged.</returns>
    double Value(ReadOnlySpan<double> a, ReadOnlySpan<double> y);

    /// <summary>Computes ∂C/∂a of one sample. The rest of the chain, σ′(z) included, is not part of it.</summary>
    /// <param name="a">[outputs] activations of the last layer.</param>
    /// <param name="y">[outputs] targets.</param>
    /// <param name="d">[outputs] the result; 0 on entry.</param>
    void Differentiate(ReadOnlySpan<double> a, ReadOnlySpan<double> y, Span<double> d);
}

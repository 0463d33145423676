namespace ActorBackprop.Learning.Networks;

/// <summary>How wrong an output a is beside the target y, for one sample. A minibatch's cost is the mean over its samples.</summary>
public enum Cost
{
    /// <summary>Σⱼ (aⱼ − yⱼ)². Without the ½ some books put before it: their learning rate η is 2 × ours.</summary>
    Quadratic,

    /// <summary>−Σⱼ [yⱼ ln aⱼ + (1 − yⱼ) ln(1 − aⱼ)], in nats. The last layer is <see cref="Activation.Sigmoid"/>.</summary>
    SigmoidCrossEntropy,

    /// <summary>−Σⱼ yⱼ ln aⱼ, in nats. The last layer is <see cref="Activation.Softmax"/>.</summary>
    SoftmaxCrossEntropy,
}

/// <summary>
/// A cost of one's own, in place of a <see cref="Cost"/>: how wrong an output is, and which way is wrong. It keeps nothing from one
/// call to the next, is called by several threads at a time, and gives the same for the same numbers: then workers change the
/// speed and never the answer.
/// </summary>
public interface ICost
{
    /// <summary>C of one sample.</summary>
    /// <param name="a">[outputs] activations of the last layer. Single precision may have rounded them to 0 or 1.</param>
    /// <param name="y">[outputs] targets: 1 for the sample's class, 0 for the others.</param>
    /// <returns>A finite number; one that is not ends a training as diverged.</returns>
    double Value(ReadOnlySpan<double> a, ReadOnlySpan<double> y);

    /// <summary>∂C/∂a of one sample; what comes before it in the chain, σ′(z) too, is not the cost's matter.</summary>
    /// <param name="a">[outputs] activations of the last layer.</param>
    /// <param name="y">[outputs] targets.</param>
    /// <param name="d">[outputs] the result; 0 on entry.</param>
    void Differentiate(ReadOnlySpan<double> a, ReadOnlySpan<double> y, Span<double> d);
}

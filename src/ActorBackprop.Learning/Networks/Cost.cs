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

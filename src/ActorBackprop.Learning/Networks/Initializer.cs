namespace ActorBackprop.Learning.Networks;

/// <summary>How the weights are drawn before training. n is the number of inputs of the layer, m of its outputs.</summary>
public enum Initializer
{
    /// <summary>Weights and biases from N(0, 1): Nielsen, chapter 1.</summary>
    Normal,

    /// <summary>Weights from N(0, 1/n), biases from N(0, 1): Nielsen, chapter 3.</summary>
    InverseSqrt,

    /// <summary>Weights from N(0, 2/n), biases 0: He et al. 2015, for ReLU.</summary>
    He,

    /// <summary>Weights from N(0, 2/(n + m)), biases 0: Glorot and Bengio 2010.</summary>
    Xavier,
}

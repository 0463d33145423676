namespace ActorBackprop.Learning.Optimization;

/// <summary>Which rule turns a gradient into a step.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent, with or without momentum.</summary>
    Sgd,

    /// <summary>Adam (Kingma and Ba 2015), β₁ = 0.9, β₂ = 0.999, ε = 1e-8.</summary>
    Adam,
}

/// <summary>An optimizer's settings.</summary>
public sealed record OptimizerOptions
{
    /// <summary>Default: <see cref="OptimizerKind.Sgd"/>.</summary>
    public OptimizerKind Kind { get; init; } = OptimizerKind.Sgd;

    /// <summary>η, above 0. Default: 1.5.</summary>
    public float LearningRate { get; init; } = 1.5f;

    /// <summary>μ in v ← μ v + g, at least 0 and below 1; SGD only. Default: 0.</summary>
    public float Momentum { get; init; }

    /// <summary>Look ahead along the velocity (Nesterov); needs momentum. Default: no.</summary>
    public bool Nesterov { get; init; }

    /// <summary>λ in g ← g + λ w, on the weights only, never on the biases. Default: 0.</summary>
    public float WeightDecay { get; init; }
}

using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Studio.Stages;

/// <summary>The parameters of a moment; a copy.</summary>
/// <param name="Network">The network.</param>
/// <param name="Parameters">In memory order.</param>
/// <param name="Steps">Steps they have behind them.</param>
public sealed record Weights(Network Network, float[] Parameters, long Steps)
{
    /// <summary>The minibatch they will be trained on next; where steps are not of minibatches, the one that was dealt last.</summary>
    public long NextMinibatch { get; init; } = Steps;
}

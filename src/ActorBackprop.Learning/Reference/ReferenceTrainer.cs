using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Reference;

/// <summary>
/// Trains the reference network by plain gradient descent, one minibatch after the other, w ← w − η ∂C/∂w. It starts
/// from the initial weights of the plan's training and takes the minibatches in the same order; only the precision differs.
/// </summary>
public sealed class ReferenceTrainer
{
    private readonly TrainingPlan _plan;
    private readonly Dataset _data;
    private readonly SampleOrder _order;

    /// <summary>Creates a trainer before its first step.</summary>
    /// <param name="plan">The plan; plain SGD.</param>
    /// <param name="data">The samples it trains on.</param>
    /// <exception cref="ArgumentException">The plan is not plain SGD.</exception>
    public ReferenceTrainer(TrainingPlan plan, Dataset data)
    {
        if (!IsPlain(plan)) throw new ArgumentException("the reference takes plain gradient steps only", nameof(plan));
        ArgumentOutOfRangeException.ThrowIfNotEqual(data.Count, plan.Samples);
        (_plan, _data, _order) = (plan, data, new SampleOrder(plan.Seed, plan.Samples));
        var parameters = ParameterInitialization.Draw(plan.Network, plan.Initializer, plan.Seed);
        Network = ReferenceNetwork.FromCanonical(plan.Network, CanonicalOrder.FromMemory(plan.Network, parameters));
    }

    /// <summary>The network with its current parameters.</summary>
    public ReferenceNetwork Network { get; }

    /// <summary>The number of steps completed.</summary>
    public long Steps { get; private set; }

    /// <summary>Whether all steps of the plan are completed.</summary>
    public bool IsCompleted => Steps >= _plan.Steps;

    /// <summary>Returns whether a plan is supported: SGD without momentum, weight decay and compression.</summary>
    public static bool IsPlain(TrainingPlan plan) =>
        plan is { Optimizer: { Kind: OptimizerKind.Sgd, Momentum: 0, WeightDecay: 0 }, Compression: null };

    /// <summary>Takes a step: computes the gradients of the next minibatch's samples and their mean, and steps against it.</summary>
    /// <returns>The minibatch's mean cost before the step.</returns>
    public double Step()
    {
        var minibatch = Minibatch.Of(_plan, Steps++);
        var samples = new List<(double[] X, double[] Y)>();
        foreach (var index in _order.Epoch(minibatch.Epoch).Slice(minibatch.First, minibatch.Samples)) samples.Add(_data.Sample(index));
        var ((mean, cost), rate) = (Network.MeanGradient(samples), _plan.LearningRateOf(minibatch));
        for (var l = 0; l < mean.W.Length; l++)
            for (var j = 0; j < mean.W[l].Length; j++)
            {
                for (var k = 0; k < mean.W[l][j].Length; k++) Network.Weights[l][j][k] -= rate * mean.W[l][j][k];
                Network.Biases[l][j] -= rate * mean.B[l][j];
            }
        return cost;
    }
}

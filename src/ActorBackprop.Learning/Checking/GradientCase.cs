using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Checking;

/// <summary>A network with all its numbers, some samples, and what their mean gradient should be.</summary>
/// <param name="Number">Which case of its file, from 1.</param>
/// <param name="Network">The network.</param>
/// <param name="Weights">[layer][neuron j][neuron k of the layer before].</param>
/// <param name="Biases">[layer][neuron].</param>
/// <param name="Samples">At least one input [inputs] and target [outputs].</param>
/// <param name="WeightGradients">The mean over the samples of ∂C/∂w, laid out like the weights.</param>
/// <param name="BiasGradients">The mean over the samples of ∂C/∂b, laid out like the biases.</param>
/// <param name="Outputs">[sample][output]: the last layer's activations; null where the case does not say.</param>
/// <param name="MeanCost">The mean cost of the samples; null where the case does not say.</param>
public sealed record GradientCase(
    int Number, Network Network, double[][][] Weights, double[][] Biases, IReadOnlyList<(double[] X, double[] Y)> Samples,
    double[][][] WeightGradients, double[][] BiasGradients, double[][]? Outputs, double? MeanCost);

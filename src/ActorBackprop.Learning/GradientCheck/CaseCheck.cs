using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;

namespace ActorBackprop.Learning.GradientCheck;

/// <summary>The errors found by the check of a case, each as max|g − e| / max|e|.</summary>
/// <param name="Case">The case.</param>
/// <param name="Gradients">The error over all weights and biases.</param>
/// <param name="Outputs">The error over all samples' outputs; null where the case has none.</param>
/// <param name="MeanCost">The error of the mean cost; null where the case has none.</param>
public sealed record CaseCheck(GradientCase Case, double Gradients, double? Outputs, double? MeanCost)
{
    /// <summary>Checks the kernels that train, in single precision, and returns the errors.</summary>
    public static CaseCheck OfKernels(GradientCase expected)
    {
        var found = KernelGradient.Of(expected.Network, expected.Weights, expected.Biases, expected.Samples);
        return Of(expected, found.Weights, found.Biases, found.Outputs, found.MeanCost);
    }

    /// <summary>Checks the reference network, in double precision, and returns the errors.</summary>
    public static CaseCheck OfReference(GradientCase expected)
    {
        var network = new ReferenceNetwork(expected.Network, expected.Weights, expected.Biases);
        var (mean, cost) = network.MeanGradient(expected.Samples);
        double[][] outputs = [.. expected.Samples.Select(sample => network.Forward(sample.X).A[^1])];
        return Of(expected, mean.W, mean.B, outputs, cost);
    }

    private static CaseCheck Of(GradientCase expected, double[][][] weights, double[][] biases, double[][] outputs, double cost)
    {
        RelativeError ofGradients = default, ofOutputs = default, ofCost = default;
        ofGradients.Add(weights, expected.WeightGradients);
        ofGradients.Add(biases, expected.BiasGradients);
        if (expected.Outputs is not null) ofOutputs.Add(outputs, expected.Outputs);
        if (expected.MeanCost is { } meanCost) ofCost.Add(cost, meanCost);
        return new CaseCheck(expected, ofGradients.Value,
            expected.Outputs is null ? null : ofOutputs.Value, expected.MeanCost is null ? null : ofCost.Value);
    }
}

/// <summary>A test case: a network with its parameters, samples, and their expected mean gradient.</summary>
/// <param name="Number">The number of the case in its file, from 1.</param>
/// <param name="Network">The network.</param>
/// <param name="Weights">[layer][neuron j][neuron k of the layer before].</param>
/// <param name="Biases">[layer][neuron].</param>
/// <param name="Samples">At least one input [inputs] and target [outputs].</param>
/// <param name="WeightGradients">The mean over the samples of ∂C/∂w, laid out like the weights.</param>
/// <param name="BiasGradients">The mean over the samples of ∂C/∂b, laid out like the biases.</param>
/// <param name="Outputs">[sample][output]: the expected activations of the last layer; null where the case has none.</param>
/// <param name="MeanCost">The expected mean cost of the samples; null where the case has none.</param>
public sealed record GradientCase(
    int Number, Network Network, double[][][] Weights, double[][] Biases, IReadOnlyList<(double[] X, double[] Y)> Samples,
    double[][][] WeightGradients, double[][] BiasGradients, double[][]? Outputs, double? MeanCost);

/// <summary>
/// The error max|g − e| / max|e| of numbers g, relative to the largest expected number. A comparison number by
/// number would overrate the last digits of numbers that are almost 0.
/// </summary>
public struct RelativeError
{
    private double _difference, _largest;

    /// <summary>The error: 0 where all numbers are equal; infinite where a number is not finite, or only 0 is expected and not found.</summary>
    public readonly double Value => _difference == 0 ? 0 : _difference / _largest;

    /// <summary>max|g − e|; infinite where a number is NaN.</summary>
    public readonly double Difference => _difference;

    /// <summary>max|e|.</summary>
    public readonly double Largest => _largest;

    /// <summary>Adds a number.</summary>
    public void Add(double found, double expected)
    {
        var difference = Math.Abs(found - expected);
        _difference = Math.Max(_difference, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        _largest = Math.Max(_largest, Math.Abs(expected));
    }

    /// <summary>Adds numbers of the same layout.</summary>
    public void Add(double[][] found, double[][] expected)
    {
        for (var j = 0; j < expected.Length; j++)
            for (var k = 0; k < expected[j].Length; k++) Add(found[j][k], expected[j][k]);
    }

    /// <summary>Adds numbers of the same layout.</summary>
    public void Add(double[][][] found, double[][][] expected)
    {
        for (var l = 0; l < expected.Length; l++) Add(found[l], expected[l]);
    }
}

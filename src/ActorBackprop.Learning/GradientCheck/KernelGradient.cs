using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.GradientCheck;

/// <summary>
/// The mean gradient of samples by the kernels that train, in single precision: the samples are one minibatch, cut
/// into microbatches of the default size and added over the tree. Each microbatch is a separate part here; the tree's
/// order makes the bits the same for any other parts.
/// </summary>
/// <param name="Weights">[layer][neuron j][neuron k]: ∂C/∂w.</param>
/// <param name="Biases">[layer][neuron]: ∂C/∂b.</param>
/// <param name="Outputs">[sample][output]: the last layer's activations.</param>
/// <param name="MeanCost">The mean cost.</param>
public sealed record KernelGradient(double[][][] Weights, double[][] Biases, double[][] Outputs, double MeanCost)
{
    /// <summary>Computes the mean gradient.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">[layer][neuron j][neuron k]; rounded to single precision.</param>
    /// <param name="biases">[layer][neuron]; rounded to single precision.</param>
    /// <param name="samples">At least one; rounded to single precision.</param>
    public static KernelGradient Of(
        Network network, double[][][] weights, double[][] biases, IReadOnlyList<(double[] X, double[] Y)> samples)
    {
        var parameters = CanonicalOrder.ToMemory(network, Canonical(weights, biases));
        var size = TrainingPlan.DefaultMicrobatch(samples.Count);
        var work = new Workspace(network, size);
        var sum = new MinibatchSum();
        sum.Begin((samples.Count + size - 1) / size);
        var outputs = new double[samples.Count][];
        for (var first = 0; first < samples.Count; first += size)
        {
            var count = Math.Min(size, samples.Count - first);
            for (var n = 0; n < count; n++) Load(work, n, samples[first + n]);
            var gradient = new float[network.ParameterLength];
            Backpropagation.Gradient(work, parameters, count, gradient);
            var (cost, correct) = Backpropagation.Score(work, 0, count);
            sum.Add(new NodeSum(new TreeNode(first / size, first / size + 1), gradient, cost, correct));
            for (var n = 0; n < count; n++) outputs[first + n] = ToDoubles(work.Outputs(n));
        }
        var average = new float[network.ParameterLength];
        sum.Average(samples.Count, average);
        // The reference network holds the numbers of a gradient as it holds those of the parameters: layer, row, column.
        var mean = Reference.ReferenceNetwork.FromCanonical(network, CanonicalOrder.FromMemory(network, average));
        return new KernelGradient(mean.Weights, mean.Biases, outputs, sum.Totals().Cost / samples.Count);
    }

    private static float[] Canonical(double[][][] weights, double[][] biases) =>
        [.. weights.Zip(biases).SelectMany(layer => layer.First.SelectMany(row => row).Concat(layer.Second)).Select(value => (float)value)];

    private static void Load(Workspace work, int sample, (double[] X, double[] Y) values)
    {
        for (var k = 0; k < values.X.Length; k++) work.Inputs(sample)[k] = (float)values.X[k];
        for (var j = 0; j < values.Y.Length; j++) work.Targets(sample)[j] = (float)values.Y[j];
    }

    private static double[] ToDoubles(ReadOnlySpan<float> floats) => Array.ConvertAll(floats.ToArray(), value => (double)value);
}

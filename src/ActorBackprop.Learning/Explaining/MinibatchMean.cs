using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;

namespace ActorBackprop.Learning.Explaining;

/// <summary>
/// The samples of a minibatch, each with wishes of its own, and their mean: the gradient. Double precision, by
/// <see cref="ReferenceNetwork"/>, sample after sample.
/// </summary>
public sealed class MinibatchMean
{
    private readonly List<double>[] _wishes;

    /// <summary>Runs every sample forward and back.</summary>
    /// <param name="network">The network.</param>
    /// <param name="reference">Its parameters.</param>
    /// <param name="samples">Inputs and targets, at least one pair; gone through once.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="watched">The parameters of which every sample's wish is kept.</param>
    public MinibatchMean(
        Network network, ReferenceNetwork reference, IEnumerable<(double[] X, double[] Y)> samples, int count,
        IReadOnlyList<ParameterName> watched)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        (Network, Watched) = (network, watched);
        _wishes = [.. watched.Select(_ => new List<double>())];
        Samples = count;
        Weights = [.. network.Layers.Select(layer => Enumerable.Range(0, layer.Outputs).Select(_ => new double[layer.Inputs]).ToArray())];
        Biases = [.. network.Layers.Select(layer => new double[layer.Outputs])];
        foreach (var (x, y) in samples)
        {
            var pass = reference.Forward(x);
            Cost += reference.Cost(pass.A[^1], y) / count;
            Add(reference.Backward(pass, y), 1.0 / count);
        }
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>Samples it is the mean of.</summary>
    public int Samples { get; }

    /// <summary>Mean of the samples' costs.</summary>
    public double Cost { get; }

    /// <summary>Mean of ∂C/∂w, [layer][neuron j][neuron k].</summary>
    public double[][][] Weights { get; }

    /// <summary>Mean of ∂C/∂b, [layer][neuron].</summary>
    public double[][] Biases { get; }

    /// <summary>The parameters of which every sample's wish was kept.</summary>
    public IReadOnlyList<ParameterName> Watched { get; }

    /// <summary>∂C/∂p of each sample for the watched parameter of that index, in the samples' order.</summary>
    public IReadOnlyList<double> Wishes(int watched) => _wishes[watched];

    /// <summary>The mean of ∂C/∂p.</summary>
    public double Of(ParameterName name) => name.In(Weights, Biases);

    /// <summary>The mean gradient in canonical order, [parameters].</summary>
    public double[] ToCanonical() => [.. ParameterName.All(Network).Select(Of)];

    private void Add(ReferenceNetwork.Gradient gradient, double share)
    {
        for (var l = 0; l < Weights.Length; l++)
        {
            for (var j = 0; j < Weights[l].Length; j++) AddScaled(Weights[l][j], gradient.W[l][j], share);
            AddScaled(Biases[l], gradient.B[l], share);
        }
        for (var i = 0; i < Watched.Count; i++) _wishes[i].Add(Watched[i].In(gradient.W, gradient.B));
    }

    private static void AddScaled(double[] sum, double[] addend, double share)
    {
        for (var i = 0; i < sum.Length; i++) sum[i] += share * addend[i];
    }
}

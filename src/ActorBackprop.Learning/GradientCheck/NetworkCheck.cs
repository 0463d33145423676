using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Numerics;
using ActorBackprop.Learning.Reference;

namespace ActorBackprop.Learning.GradientCheck;

/// <summary>
/// Checks backpropagation on an untrained network with random samples: the reference network against
/// central differences, (C(w + h) − C(w − h)) / 2h, which need no chain rule; and the kernels that train
/// against the reference network. All differences are relative to the largest derivative of the network.
/// </summary>
/// <param name="Layers">The results by layer, the first hidden layer first.</param>
/// <param name="Samples">The number of samples whose mean cost is differentiated.</param>
public sealed record NetworkCheck(IReadOnlyList<NetworkCheck.LayerCheck> Layers, int Samples)
{
    /// <summary>The most weights, and the most biases, of a layer that are checked by central differences.</summary>
    public const int MaxWeights = 100, MaxBiases = 20;

    /// <summary>The most parameters a network may have: each difference takes two slow forward passes through all of them.</summary>
    public const int MaxParameters = 20_000_000;

    /// <summary>The distance h. The difference errs by h² times the third derivative and by 10⁻¹⁶ / h times the cost: both about 10⁻¹¹.</summary>
    public const double Step = 1e-5;

    /// <summary>The number of samples that are drawn.</summary>
    public const int DrawnSamples = 3;

    /// <summary>The result of a layer's check.</summary>
    /// <param name="Layer">The layer.</param>
    /// <param name="Checked">The number of parameters compared with central differences.</param>
    /// <param name="Kinks">The number of parameters skipped, since a ReLU has its kink within h: they have no derivative.</param>
    /// <param name="Largest">The largest |∂C/∂w| or |∂C/∂b| of the layer.</param>
    /// <param name="Reference">Largest difference of the reference network from central differences.</param>
    /// <param name="Kernels">Largest difference of the kernels from the reference network, over all of the layer's parameters.</param>
    public sealed record LayerCheck(Layer Layer, int Checked, int Kinks, double Largest, double Reference, double Kernels)
    {
        /// <summary>The number of weights and biases of the layer.</summary>
        public int Parameters => (Layer.Inputs + 1) * Layer.Outputs;
    }

    /// <summary>max|difference| / max|derivative| of the reference network from central differences.</summary>
    public double ReferenceError => Layers.Max(layer => layer.Reference);

    /// <summary>max|difference| / max|derivative| of the kernels from the reference network.</summary>
    public double KernelError => Layers.Max(layer => layer.Kernels);

    /// <summary>The larger of the two.</summary>
    public double MaxRelativeError => Math.Max(ReferenceError, KernelError);

    /// <summary>Checks a network and returns the result.</summary>
    /// <param name="network">The network, of at most <see cref="MaxParameters"/>.</param>
    /// <param name="initializer">How its parameters are drawn.</param>
    /// <param name="seed">The seed of the parameters, the samples and the choice of parameters to check.</param>
    public static NetworkCheck Of(Network network, Initializer initializer, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(network.ParameterCount, MaxParameters, nameof(network));
        var canonical = CanonicalOrder.FromMemory(network, ParameterInitialization.Draw(network, initializer, seed));
        var reference = ReferenceNetwork.FromCanonical(network, canonical);
        var samples = Draw(network, seed);
        var (mean, _) = reference.MeanGradient(samples);
        var kernels = KernelGradient.Of(network, reference.Weights, reference.Biases, samples);
        var largest = mean.W.SelectMany(layer => layer).Concat(mean.B).SelectMany(row => row).Max(Math.Abs);
        var differences = new CentralDifference(network, reference, samples, Step);
        return new NetworkCheck([.. network.Layers.Select((layer, l) =>
        {
            var random = new RandomSource(seed, RandomPurpose.GradientCheck, (ulong)l + 1);
            var pairs = Compared(layer, l, mean, differences, random).ToList();
            RelativeError ofKernels = default, ofReference = default;
            ofKernels.Add(kernels.Weights[l], mean.W[l]);
            ofKernels.Add([kernels.Biases[l]], [mean.B[l]]);
            foreach (var (difference, derivative) in pairs)
                if (difference is { } measured) ofReference.Add(derivative, measured);
            var kinks = pairs.Count(pair => pair.Difference is null);
            return new LayerCheck(layer, pairs.Count - kinks, kinks, ofKernels.Largest,
                Relative(ofReference.Difference, largest), Relative(ofKernels.Difference, largest));
        })], samples.Count);
    }

    private static double Relative(double difference, double largest) => difference == 0 ? 0 : difference / largest;

    private static IEnumerable<(double? Difference, double Derivative)> Compared(
        Layer layer, int l, ReferenceNetwork.Gradient mean, CentralDifference differences, RandomSource random)
    {
        foreach (var w in Chosen(layer.Inputs * layer.Outputs, MaxWeights, random))
        {
            var (j, k) = (w / layer.Inputs, w % layer.Inputs);
            yield return (differences.OfWeight(l, j, k), mean.W[l][j][k]);
        }
        foreach (var j in Chosen(layer.Outputs, MaxBiases, random)) yield return (differences.OfBias(l, j), mean.B[l][j]);
    }

    /// <summary>Returns all indices if there are at most <paramref name="max"/>, otherwise so many different random ones.</summary>
    private static IEnumerable<int> Chosen(int count, int max, RandomSource random)
    {
        if (count <= max) return Enumerable.Range(0, count);
        var chosen = new SortedSet<int>();
        while (chosen.Count < max) chosen.Add(random.NextBelow(count));
        return chosen;
    }

    /// <summary>Draws inputs from [0, 1) that single precision represents exactly, and a target of 1 for a random class.</summary>
    private static List<(double[] X, double[] Y)> Draw(Network network, ulong seed)
    {
        var random = new RandomSource(seed, RandomPurpose.GradientCheck, 0);
        var samples = new List<(double[] X, double[] Y)>();
        for (var n = 0; n < DrawnSamples; n++)
        {
            var (x, y) = (new double[network.Inputs], new double[network.Outputs]);
            for (var k = 0; k < x.Length; k++) x[k] = (float)random.NextUnit();
            y[random.NextBelow(y.Length)] = 1;
            samples.Add((x, y));
        }
        return samples;
    }
}

/// <summary>
/// The derivative of the samples' mean cost by its definition, (C(w + h) − C(w − h)) / 2h: only forward passes, no chain rule.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="reference">Its parameters; each is changed and restored.</param>
/// <param name="samples">The samples.</param>
/// <param name="h">The distance by which a parameter is moved to either side.</param>
internal sealed class CentralDifference(
    Network network, ReferenceNetwork reference, IReadOnlyList<(double[] X, double[] Y)> samples, double h)
{
    /// <summary>Returns ∂C/∂w of the weight from neuron k to neuron j of layer l; null where a ReLU has its kink within h.</summary>
    public double? OfWeight(int l, int j, int k) => Of(ref reference.Weights[l][j][k]);

    /// <summary>Returns ∂C/∂b of neuron j of layer l; null where a ReLU has its kink within h.</summary>
    public double? OfBias(int l, int j) => Of(ref reference.Biases[l][j]);

    private double? Of(ref double parameter)
    {
        var value = parameter;
        parameter = value + h;
        var above = Forward();
        parameter = value - h;
        var below = Forward();
        parameter = value;
        for (var n = 0; n < samples.Count; n++)
            if (CrossesKink(above[n], below[n])) return null;
        return (MeanCost(above) - MeanCost(below)) / (2 * h);
    }

    private ReferenceNetwork.Pass[] Forward() => [.. samples.Select(sample => reference.Forward(sample.X))];

    private double MeanCost(ReferenceNetwork.Pass[] passes) =>
        passes.Zip(samples).Sum(pair => reference.Cost(pair.First.A[^1], pair.Second.Y)) / samples.Count;

    private bool CrossesKink(ReferenceNetwork.Pass above, ReferenceNetwork.Pass below)
    {
        for (var l = 0; l < network.Layers.Count; l++)
        {
            if (network.Layers[l].Activation != Activation.Relu) continue;
            for (var j = 0; j < above.Z[l].Length; j++)
                if (above.Z[l][j] > 0 != below.Z[l][j] > 0) return true;
        }
        return false;
    }
}

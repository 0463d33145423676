using System.Text.Json.Serialization;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Explanations;

/// <summary>
/// The samples of a minibatch, each with its own gradient, and their mean: the gradient of a step. Double precision, by
/// <see cref="ReferenceNetwork"/>, sample after sample.
/// </summary>
public sealed record MinibatchExplanation
{
    private const int MicrobatchOfAll = 32;

    /// <summary>The number of samples.</summary>
    public required int Samples { get; init; }

    /// <summary>The parameters of which every sample's derivative is kept.</summary>
    public required IReadOnlyList<WatchedParameter> Watched { get; init; }

    /// <summary>Which training samples they are; null if they are not.</summary>
    public IReadOnlyList<int>? Indices { get; init; }

    /// <summary>The mean cost.</summary>
    [JsonPropertyName("C")]
    public required double C { get; init; }

    /// <summary>The mean gradient, layer by layer from the one behind the input.</summary>
    public required IReadOnlyList<LayerGradient> Layers { get; init; }

    /// <summary>The number of samples of the full gradient; null if none was compared.</summary>
    public int? AllSamples { get; init; }

    /// <summary>
    /// The cosine of the angle to the full gradient: 1 for the same direction, 0 for no relation, and 0 if one of them has length 0.
    /// </summary>
    public double? Cosine { get; init; }

    /// <summary>√Σ g² of the mean gradient.</summary>
    public double? Length { get; init; }

    /// <summary>√Σ g² of the full gradient.</summary>
    public double? AllLength { get; init; }

    /// <summary>The ratio of these lengths; not finite if the full gradient has length 0.</summary>
    public double? LengthRatio => Length / AllLength;

    /// <summary>Explains the first samples of a minibatch of a training.</summary>
    /// <param name="reference">The parameters.</param>
    /// <param name="plan">The plan of the training.</param>
    /// <param name="training">The samples it trains on.</param>
    /// <param name="step">The step of the minibatch, from 0.</param>
    /// <param name="samples">The number of samples, from 1 to all of <paramref name="training"/>; near the end of an epoch the last ones.</param>
    /// <param name="watched">The parameters of which every sample's derivative is kept.</param>
    public static MinibatchExplanation Create(
        ReferenceNetwork reference, TrainingPlan plan, Dataset training, long step, int samples, IReadOnlyList<ParameterName> watched)
    {
        var next = Minibatch.Of(plan, step);
        var first = Math.Min(next.First, training.Count - samples);
        var indices = new SampleOrder(plan.Seed, plan.Images).Epoch(next.Epoch).Slice(first, samples).ToArray();
        var pairs = indices.Select(training.Sample);
        return Create(plan.Network, reference, pairs, samples, watched) with { Indices = indices };
    }

    /// <summary>Runs every sample forward and back.</summary>
    /// <param name="network">The network.</param>
    /// <param name="reference">Its parameters.</param>
    /// <param name="samples">Inputs and targets; enumerated once.</param>
    /// <param name="count">The number of samples, at least 1.</param>
    /// <param name="watched">The parameters of which every sample's derivative is kept.</param>
    public static MinibatchExplanation Create(
        Network network, ReferenceNetwork reference, IEnumerable<(double[] X, double[] Y)> samples, int count,
        IReadOnlyList<ParameterName> watched)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var each = watched.Select(_ => new List<double>()).ToArray();
        double[][][] weights =
            [.. network.Layers.Select(layer => Enumerable.Range(0, layer.Outputs).Select(_ => new double[layer.Inputs]).ToArray())];
        double[][] biases = [.. network.Layers.Select(layer => new double[layer.Outputs])];
        var cost = 0.0;
        foreach (var (x, y) in samples)
        {
            var pass = reference.Forward(x);
            cost += reference.Cost(pass.A[^1], y) / count;
            var gradient = reference.Backward(pass, y);
            for (var l = 0; l < weights.Length; l++)
            {
                for (var j = 0; j < weights[l].Length; j++) AddScaled(weights[l][j], gradient.W[l][j], 1.0 / count);
                AddScaled(biases[l], gradient.B[l], 1.0 / count);
            }
            for (var i = 0; i < each.Length; i++) each[i].Add(watched[i].In(gradient.W, gradient.B));
        }
        return new MinibatchExplanation
        {
            Samples = count,
            Watched = [.. watched.Select((name, i) => new WatchedParameter(name, each[i], name.In(weights, biases)))],
            C = cost,
            Layers = [.. weights.Zip(biases, (w, b) => new LayerGradient(w, b))],
        };
    }

    /// <summary>Returns the mean gradient in canonical order, [parameters].</summary>
    public double[] ToCanonical() => [.. Layers.SelectMany(layer => layer.DCdw!.SelectMany(row => row).Concat(layer.DCdb))];

    /// <summary>Returns the same minibatch with its gradient compared with the full one.</summary>
    /// <param name="full">In canonical order, [parameters].</param>
    /// <param name="samples">The number of samples of <paramref name="full"/>.</param>
    public MinibatchExplanation ComparedWith(ReadOnlySpan<double> full, int samples)
    {
        var mean = ToCanonical();
        ArgumentOutOfRangeException.ThrowIfNotEqual(full.Length, mean.Length);
        var (product, square, fullSquare) = (0.0, 0.0, 0.0);
        for (var i = 0; i < mean.Length; i++)
        {
            product += mean[i] * full[i];
            square += mean[i] * mean[i];
            fullSquare += full[i] * full[i];
        }
        var (length, fullLength) = (Math.Sqrt(square), Math.Sqrt(fullSquare));
        var cosine = length * fullLength == 0 ? 0 : product / (length * fullLength);
        return this with { AllSamples = samples, Cosine = cosine, Length = length, AllLength = fullLength };
    }

    /// <summary>
    /// Returns the gradient of the mean cost over a whole set, by the single-precision kernels that train: the plain loops would take a
    /// hundred times as long, and the rounding is negligible compared with a minibatch's noise.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="parameters">In memory order.</param>
    /// <param name="data">At least one sample.</param>
    /// <returns>In canonical order, [parameters].</returns>
    public static double[] FullGradient(Network network, ReadOnlySpan<float> parameters, Dataset data)
    {
        var minibatch = new Minibatch(Step: 0, Epoch: 0, First: 0, data.Count, MicrobatchOfAll);
        var gradient = new PartGradient(
            network, data, new SampleOrder(seed: 0, data.Count), new GradientBuffers(network.ParameterLength), MicrobatchOfAll);
        var sum = new MinibatchSum();
        sum.Begin(minibatch.Microbatches);
        foreach (var node in gradient.Compute(parameters, minibatch, new Part(0, minibatch.Microbatches))) sum.Add(node);
        var average = new float[network.ParameterLength];
        sum.Average(data.Count, average);
        return Array.ConvertAll(CanonicalOrder.FromMemory(network, average), g => (double)g);
    }

    private static void AddScaled(double[] sum, double[] addend, double share)
    {
        for (var i = 0; i < sum.Length; i++) sum[i] += share * addend[i];
    }
}

/// <summary>∂C/∂p of one parameter for each sample of a minibatch.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Wishes">∂C/∂p of each sample, in the samples' order.</param>
/// <param name="Mean">The mean gradient's ∂C/∂p.</param>
public sealed record WatchedParameter(ParameterName Name, IReadOnlyList<double> Wishes, double Mean);

/// <summary>The mean gradient of one layer.</summary>
/// <param name="DCdw">∂C/∂w, [neuron][neuron before]; null if only the biases are requested.</param>
/// <param name="DCdb">∂C/∂b, [neuron].</param>
public sealed record LayerGradient(double[][]? DCdw, double[] DCdb);

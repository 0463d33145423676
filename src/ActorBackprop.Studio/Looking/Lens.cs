using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Explaining;
using ActorBackprop.Learning.Measuring;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Studio.Stages;

namespace ActorBackprop.Studio.Looking;

/// <summary>
/// One image going through the network as it is now, and what it asks of each weight: the numbers of <see cref="Explanation"/>
/// and <see cref="MinibatchMean"/>, as the command explain has them.
/// </summary>
internal sealed class Lens(Stage stage)
{
    /// <summary>Samples of a minibatch that are explained; a larger one is cut.</summary>
    private const int MostSamples = 256;

    private const int MostSide = 112;

    /// <summary>Explains an image; null where nothing is learned.</summary>
    /// <exception cref="FormatException">What is asked for is not there.</exception>
    public async Task<object?> ExplainAsync(LensRequest request)
    {
        if (await stage.WeightsAsync(request.At) is not { } weights) return null;
        var network = weights.Network;
        var image = Image.Of(request, network, stage.Library);
        var reference = ReferenceNetwork.FromCanonical(network, CanonicalOrder.FromMemory(network, weights.Parameters));
        var explanation = new Explanation(network, reference, image.X, image.Y(network.Outputs));
        NeuronName? wanted = request.Neuron is { } other ? NeuronName.Parse(other, network) : null;
        var weight = request.Weight is { } name ? ParameterName.Parse(name, network) : Strongest(explanation, wanted);
        var neuron = wanted ?? weight.Neuron;
        var mean = request.Minibatch ? Mean(weights, reference, weight) : null;
        var outputs = Classification.Outputs(network, weights.Parameters, image.Set, image.Index);
        return new
        {
            step = weights.Steps,
            widths = network.Widths,
            image = new
            {
                image.Title,
                image.Label,
                image.Set.Rows,
                image.Set.Columns,
                pixels = Convert.ToBase64String(image.Set.Pixels(image.Index)),
            },
            cost = explanation.Cost,
            target = explanation.Target,
            outputs,
            answer = Classification.Answer(outputs),
            layers = Enumerable.Range(0, network.Layers.Count).Select(l => new
            {
                z = explanation.Pass.Z[l],
                a = explanation.Pass.A[l + 1],
                dCda = explanation.Gradient.A[l + 1],
                dCdz = explanation.Gradient.B[l],
                b = reference.Biases[l],
                dCdb = explanation.Gradient.B[l],
            }).ToArray(),
            edges = Edges.Of(reference.Weights, mean?.Weights ?? explanation.Gradient.W, request.ByGradient),
            weight = LensParts.Of(explanation, weight),
            neuron = LensParts.Of(explanation, neuron),
            minibatch = mean is null ? null : new { mean.Samples, mean.Cost, mean = mean.Of(weight), wishes = mean.Wishes(0), dCdb = mean.Biases },
        };
    }

    /// <summary>Makes an image of the data set's kind out of a drawing, and says what the network takes it for.</summary>
    /// <exception cref="FormatException">It is no such drawing.</exception>
    public async Task<object?> DrawAsync(Drawing drawing)
    {
        if (await stage.WeightsAsync(drawing.At) is not { } weights) return null;
        var pixels = Convert.FromBase64String(drawing.Pixels ?? "");
        if (drawing.Side is < 1 or > MostSide || pixels.Length != drawing.Side * drawing.Side)
            throw new FormatException(
                $"expected a square of up to {MostSide}×{MostSide} pixels, found {pixels.Length} for a side of {drawing.Side}");
        var inputs = stage.Library.Inputs;
        if (inputs.Side is not { } side)
            throw new FormatException($"the network was trained on {inputs.Shape}, and a drawing is a square of one channel");
        if (DigitImage.Prepare(pixels, drawing.Side, drawing.Side, side) is not { } digit) return new { isEmpty = true };
        var outputs = Classification.Outputs(weights.Network, weights.Parameters, inputs.SampleOf(digit.Pixels, weights.Network.Outputs), 0);
        return new
        {
            isEmpty = false,
            step = weights.Steps,
            side,
            pixels = Convert.ToBase64String(digit.Pixels),
            outputs,
            answer = Classification.Answer(outputs),
        };
    }

    /// <summary>What each neuron of the first layer looks for: its weights as an image.</summary>
    /// <param name="at">The turn of an earlier moment; null for now.</param>
    public async Task<object?> WeightPicturesAsync(long? at)
    {
        if (await stage.WeightsAsync(at) is not { } weights) return null;
        var (network, layer) = (weights.Network, weights.Network.Layers[0]);
        var canonical = CanonicalOrder.FromMemory(network, weights.Parameters).AsSpan(0, layer.Inputs * layer.Outputs);
        var picture = SignedPicture.Of(Array.ConvertAll(canonical.ToArray(), w => (double)w));
        var columns = stage.Library.Test.Columns;
        return new { step = weights.Steps, count = layer.Outputs, columns, rows = layer.Inputs / columns, picture.Largest, picture.Pixels };
    }

    /// <summary>The weight that the cost feels most, the first of equal ones: that of explain's ranking, without ranking the others.</summary>
    private static ParameterName Strongest(Explanation explanation, NeuronName? into)
    {
        var (name, most, gradient) = (new ParameterName(1, 0, 0), -1.0, explanation.Gradient.W);
        for (var l = 0; l < gradient.Length; l++)
            for (var j = 0; j < gradient[l].Length; j++)
            {
                if (into is { } one && one != new NeuronName(l + 1, j)) continue;
                for (var k = 0; k < gradient[l][j].Length; k++)
                    if (Math.Abs(gradient[l][j][k]) > most) (name, most) = (new ParameterName(l + 1, j, k), Math.Abs(gradient[l][j][k]));
            }
        return name;
    }

    /// <summary>The mean over the minibatch that the next step takes.</summary>
    private MinibatchMean Mean(Weights weights, ReferenceNetwork reference, ParameterName weight)
    {
        var (plan, training) = (stage.Library.Plan, stage.Library.Training);
        var next = Minibatch.Of(plan, weights.NextMinibatch);
        var samples = Math.Min(next.Samples, MostSamples);
        var indices = new SampleOrder(plan.Seed, plan.Images).Epoch(next.Epoch).Slice(next.First, samples).ToArray();
        return new MinibatchMean(weights.Network, reference,
            indices.Select(index => Image.Of(training, index, "training")).Select(image => (image.X, image.Y(weights.Network.Outputs))),
            samples, [weight]);
    }
}

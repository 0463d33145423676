using System.Text.Json;
using ActorBackprop.Learning;
using ActorBackprop.Learning.Diagnostics;
using ActorBackprop.Learning.Explanations;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Studio.Sessions;

namespace ActorBackprop.Studio.Lens;

/// <summary>A request for an explanation.</summary>
public sealed record LensRequest
{
    /// <summary>test or training. Default: test.</summary>
    public string Set { get; init; } = "test";

    /// <summary>The index of the image in its set. Default: 0.</summary>
    public int Index { get; init; }

    /// <summary>A drawn image, a byte a pixel in base64, in place of one of a set; null for none.</summary>
    public string? Pixels { get; init; }

    /// <summary>The class of a drawn image. Default: 0.</summary>
    public int Target { get; init; }

    /// <summary>Whether the strongest edges are chosen by ∂C/∂w instead of w. Default: no.</summary>
    public bool ByGradient { get; init; }

    /// <summary>Whether gradients are the mean over the next minibatch instead of the sample's. Default: no.</summary>
    public bool Minibatch { get; init; }

    /// <summary>
    /// The weight or bias whose chain rule is shown, as in w2:3,17 or b2:3. Default: null, the weight the cost is most sensitive to, of
    /// those into <see cref="Neuron"/>.
    /// </summary>
    public string? Weight { get; init; }

    /// <summary>The neuron that is shown, as in a2:3; null for the weight's.</summary>
    public string? Neuron { get; init; }

    /// <summary>The turn of the earlier moment whose parameters are used; null for now. Default: null.</summary>
    public long? At { get; init; }
}

/// <summary>An explanation with the pictures that the page draws.</summary>
/// <param name="Explanation">
/// What <c>explain --json</c> prints, without weight matrices and ranking, and with only the strongest incoming connections.
/// </param>
/// <param name="Image">The image.</param>
/// <param name="Outputs">The outputs for the image, from the training kernels.</param>
/// <param name="Answer">The class of the largest output.</param>
/// <param name="Edges">Layer from 1, to, from, w and ∂C/∂w of the strongest edges, the weakest first, so that the strongest are drawn on top.</param>
/// <param name="Weights">The weights of a neuron of the first layer as a picture; null for other neurons.</param>
/// <param name="Gradients">Their ∂C/∂w.</param>
internal sealed record LensPicture(
    JsonElement Explanation, object Image, float[] Outputs, int Answer, IReadOnlyList<double[]> Edges, SignedPicture? Weights,
    SignedPicture? Gradients);

/// <summary>Numbers as a picture: a signed byte each; the largest magnitude is 127.</summary>
/// <param name="Largest">That magnitude.</param>
/// <param name="Pixels">The bytes in base64.</param>
internal sealed record SignedPicture(double Largest, string Pixels)
{
    /// <summary>Scales numbers to bytes.</summary>
    public static SignedPicture From(double[] numbers)
    {
        var largest = numbers.Max(Math.Abs);
        var scale = largest > 0 && double.IsFinite(largest) ? 127 / largest : 0;
        return new(largest, Convert.ToBase64String(Array.ConvertAll(numbers, number => unchecked((byte)(sbyte)Math.Round(number * scale)))));
    }
}

/// <summary>Explains one image with the current parameters or those of an earlier moment.</summary>
internal sealed class BackpropLens(Session session)
{
    /// <summary>The most samples of a minibatch that are explained.</summary>
    private const int MaxSamples = 256;

    private const int MaxIncoming = 10, MaxEdges = 320, MaxEdgesOfFirstLayer = 160;

    /// <summary>Explains an image; null where nothing is learned.</summary>
    /// <exception cref="FormatException">There is no such image, weight or neuron.</exception>
    public async Task<LensPicture?> ExplainAsync(LensRequest request)
    {
        if (await session.SnapshotAsync(request.At) is not { } weights) return null;
        var (network, data) = (weights.Network, session.Data);
        var image = LensImage.Find(request, network, data);
        var reference = ReferenceNetwork.FromCanonical(network, CanonicalOrder.FromMemory(network, weights.Parameters));
        var (x, target) = image.Set.Sample(image.Index);
        var explanation = new Explanation(network, reference, x, target);
        NeuronName? wanted = request.Neuron is { } name ? NeuronName.Parse(name, network) : null;
        var weight = request.Weight is { } text ? ParameterName.Parse(text, network) : explanation.StrongestWeight(wanted);
        var neuron = explanation.Neuron(wanted ?? weight.Neuron);
        var mean = request.Minibatch
            ? MinibatchExplanation.Create(reference, data.Plan, data.Training, weights.NextMinibatch,
                Math.Min(Minibatch.Of(data.Plan, weights.NextMinibatch).Samples, MaxSamples), [weight])
            : null;
        double[][][] gradient = mean is null ? explanation.Gradient.W : [.. mean.Layers.Select(layer => layer.DCdw!)];
        var outputs = Classification.Outputs(network, weights.Parameters, image.Set, image.Index);
        var isFirst = neuron.Name.Layer == 1;
        return new(
            new ExplanationReport
            {
                Network = $"{network}",
                Cost = Names.Of(network.Cost),
                Steps = weights.Steps,
                Sample = image.Title,
                Target = target,
                C = explanation.Cost,
                Layers = explanation.Layers(includesWeights: false),
                Weight = explanation.Chain(weight),
                Neuron = neuron with { Incoming = [.. neuron.Incoming.OrderByDescending(one => Math.Abs(one.DCdw)).Take(MaxIncoming)] },
                Minibatch = mean is null ? null : mean with { Layers = [.. mean.Layers.Select(layer => layer with { DCdw = null })] },
            }.ToElement(),
            new
            {
                label = image.Set.Label(image.Index),
                image.Set.Rows,
                image.Set.Columns,
                pixels = Convert.ToBase64String(image.Set.Pixels(image.Index)),
            },
            outputs, Classification.Answer(outputs), StrongestEdges(reference.Weights, gradient, request.ByGradient),
            isFirst ? SignedPicture.From([.. neuron.Incoming.Select(one => one.W)]) : null,
            isFirst ? SignedPicture.From([.. neuron.Incoming.Select(one => one.DCdw)]) : null);
    }

    /// <summary>Returns the weights of each neuron of the first layer as an image; null where nothing is learned.</summary>
    /// <param name="at">The turn of an earlier moment; null for now.</param>
    public async Task<object?> WeightPicturesAsync(long? at)
    {
        if (await session.SnapshotAsync(at) is not { } weights) return null;
        var (network, layer) = (weights.Network, weights.Network.Layers[0]);
        var canonical = CanonicalOrder.FromMemory(network, weights.Parameters).AsSpan(0, layer.Inputs * layer.Outputs);
        var picture = SignedPicture.From(Array.ConvertAll(canonical.ToArray(), w => (double)w));
        var columns = session.Data.Test.Columns;
        return new { count = layer.Outputs, columns, rows = layer.Inputs / columns, picture.Largest, picture.Pixels };
    }

    /// <summary>Returns the strongest edges of each layer; a picture of all edges would be black.</summary>
    private static List<double[]> StrongestEdges(double[][][] w, double[][][] dCdw, bool byGradient)
    {
        var edges = new List<double[]>();
        for (var l = 0; l < w.Length; l++)
        {
            var (strength, inputs) = (byGradient ? dCdw[l] : w[l], w[l][0].Length);
            var magnitudes = strength.SelectMany(row => row).Select(Math.Abs).ToArray();
            var indices = Enumerable.Range(0, magnitudes.Length).ToArray();
            Array.Sort(magnitudes, indices);
            var max = l == 0 ? MaxEdgesOfFirstLayer : MaxEdges;
            foreach (var index in indices.AsSpan(Math.Max(0, indices.Length - max)))
            {
                var (to, from) = (index / inputs, index % inputs);
                edges.Add([l + 1, to, from, w[l][to][from], dCdw[l][to][from]]);
            }
        }
        return edges;
    }
}

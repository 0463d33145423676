using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// The passes that train: forward, and backward by the chain rule from the last layer, for many samples at once.
/// <see cref="Reference.ReferenceNetwork"/> is the same algorithm as a textbook writes it.
/// </summary>
public static class Backpropagation
{
    /// <summary>Computes z = W a + b and a = σ(z), layer by layer, for the samples in the workspace.</summary>
    /// <param name="work">Inputs on entry; activations on return.</param>
    /// <param name="parameters">In memory order.</param>
    /// <param name="samples">The number of samples, the workspace's first.</param>
    public static void Forward(Workspace work, ReadOnlySpan<float> parameters, int samples)
    {
        var layers = work.Network.Layers;
        for (var l = 0; l < layers.Count; l++)
        {
            var (layer, from, to) = (layers[l], work.Activations[l], work.Activations[l + 1]);
            Product.Best.Compute(work.Products, new ProductOperands(samples, layer.Inputs, layer.Stride)
            {
                A = new LeftFactor(from.From(0), from.Stride, 1),
                B = new RightFactor(Weights(parameters, layer), layer.Stride),
                C = to.From(0),
                CStride = to.Stride,
                Start = parameters.Slice(layer.BiasesOffset, layer.Stride),
            });
            for (var n = 0; n < samples; n++)
            {
                var z = to.Of(n, layer.Stride);
                if (l == layers.Count - 1) z.CopyTo(work.WeightedInputs.From(n));
                if (layer.Activation == Activation.Softmax) Softmax.Activate(z, layer.Outputs);
                else Elementwise.Activate(layer.Activation, z);
                to.From(n)[layer.Outputs] = 1;
            }
        }
    }

    /// <summary>Returns the samples' costs, added in order, and the number whose largest output is where the target is largest.</summary>
    /// <param name="work">The workspace, after <see cref="Forward"/>.</param>
    /// <param name="first">The first of the samples.</param>
    /// <param name="samples">The number of samples.</param>
    public static (double Cost, int Correct) Score(Workspace work, int first, int samples)
    {
        var (cost, correct) = (0.0, 0);
        for (var n = first; n < first + samples; n++)
        {
            cost += work.CostOf(n);
            if (IndexOfLargest(work.Outputs(n)) == IndexOfLargest(work.Targets(n))) correct++;
        }
        return (cost, correct);
    }

    /// <summary>
    /// Computes, from the last layer back, ∂C/∂z = ∂C/∂a σ′(z), and ∂C/∂a of the layer before, the sum over the neurons it reaches.
    /// To be called after <see cref="Forward"/>.
    /// </summary>
    /// <param name="work">The workspace.</param>
    /// <param name="parameters">In memory order.</param>
    /// <param name="samples">The number of samples, the workspace's first.</param>
    public static void Backward(Workspace work, ReadOnlySpan<float> parameters, int samples)
    {
        var layers = work.Network.Layers;
        for (var n = 0; n < samples; n++) work.BeginAtOutputs(n);
        for (var l = layers.Count - 1; l > 0; l--)
        {
            var (layer, before, dz, da) = (layers[l], layers[l - 1], work.Errors[l], work.Errors[l - 1]);
            Product.Best.Compute(work.Products, new ProductOperands(samples, layer.Outputs, before.Stride)
            {
                A = new LeftFactor(dz.From(0), dz.Stride, 1),
                B = new RightFactor(Weights(parameters, layer), layer.Stride, layer.Inputs),
                C = da.From(0),
                CStride = da.Stride,
            });
            for (var n = 0; n < samples; n++)
                Elementwise.Differentiate(before.Activation, work.Activations[l].Of(n, before.Stride), da.Of(n, before.Stride));
        }
    }

    /// <summary>Computes ∂C/∂w = a ∂C/∂z and ∂C/∂b = ∂C/∂z, summed over samples: microbatch by microbatch, then over the tree.</summary>
    /// <param name="work">The workspace, after <see cref="Backward"/>.</param>
    /// <param name="first">The first of the samples.</param>
    /// <param name="chains">The node's microbatches, as <see cref="TreeChains"/> writes them.</param>
    /// <param name="gradient">Laid out like the parameters; every float is overwritten, or added to.</param>
    /// <param name="add">Whether the sum is added to the gradient, as the right half to the left one.</param>
    internal static void Sum(Workspace work, int first, ReadOnlySpan<Chain> chains, Span<float> gradient, bool add)
    {
        var samples = 0;
        foreach (var chain in chains) samples += chain.Length;
        for (var l = work.Network.Layers.Count - 1; l >= 0; l--)
        {
            var (layer, x, dz) = (work.Network.Layers[l], work.Activations[l], work.Errors[l]);
            Product.Best.Compute(work.Products, new ProductOperands(layer.Inputs + 1, samples, layer.Stride)
            {
                A = new LeftFactor(x.From(first), 1, x.Stride),
                B = new RightFactor(dz.From(first), dz.Stride),
                C = gradient[layer.WeightsOffset..layer.End],
                CStride = layer.Stride,
                Chains = chains,
                Adds = add,
            });
        }
    }

    /// <summary>Computes the gradient of samples that are one microbatch: forward, backward, and the sum.</summary>
    /// <param name="work">Inputs and targets on entry.</param>
    /// <param name="parameters">In memory order.</param>
    /// <param name="samples">The number of samples, the workspace's first.</param>
    /// <param name="gradient">Laid out like the parameters; overwritten.</param>
    public static void Gradient(Workspace work, ReadOnlySpan<float> parameters, int samples, Span<float> gradient)
    {
        Forward(work, parameters, samples);
        Backward(work, parameters, samples);
        Sum(work, 0, [new Chain(samples, 0)], gradient, add: false);
    }

    private static ReadOnlySpan<float> Weights(ReadOnlySpan<float> parameters, Layer layer) =>
        parameters.Slice(layer.WeightsOffset, layer.Inputs * layer.Stride);

    /// <summary>Returns the index of the largest number; the first of equal ones.</summary>
    internal static int IndexOfLargest(ReadOnlySpan<float> numbers)
    {
        var largest = 0;
        for (var j = 1; j < numbers.Length; j++)
            if (numbers[j] > numbers[largest]) largest = j;
        return largest;
    }
}

using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// The kernels that train: forward, and backward by the chain rule from the last layer, for the samples of a microbatch
/// at once. <see cref="Reference.ReferenceNetwork"/> is the same algorithm as a book would write it.
/// </summary>
public static class Backpropagation
{
    /// <summary>z = W a + b and a = σ(z), layer by layer, for the samples in the workspace.</summary>
    /// <param name="work">Inputs [samples][inputs] on entry; activations after.</param>
    /// <param name="parameters">In memory order.</param>
    /// <param name="samples">How many of the workspace's samples.</param>
    public static void Forward(Workspace work, ReadOnlySpan<float> parameters, int samples)
    {
        var layers = work.Network.Layers;
        for (var l = 0; l < layers.Count; l++)
        {
            var layer = layers[l];
            var z = work.Activations[l].AsSpan(0, samples * layer.Stride);
            Product.Compute(z, Into(work, l), Weights(parameters, layer), Biases(parameters, layer), samples, layer.Inputs, layer.Stride);
            if (l == layers.Count - 1) z.CopyTo(work.WeightedInputs);
            if (layer.Activation != Activation.Softmax) Elementwise.Activate(layer.Activation, z);
            else
                for (var n = 0; n < samples; n++) Softmax.Activate(z.Slice(n * layer.Stride, layer.Stride), layer.Outputs);
        }
    }

    /// <summary>The samples' costs, added in order, and how many have their largest output where the target is largest.</summary>
    public static (double Cost, int Correct) Score(Workspace work, int samples)
    {
        var (network, stride) = (work.Network, work.Network.Layers[^1].Stride);
        var (cost, correct) = (0.0, 0);
        for (var n = 0; n < samples; n++)
        {
            var a = work.Outputs(n);
            var y = work.Targets.AsSpan(n * network.Outputs, network.Outputs);
            cost += CostKernels.Of(network.Cost, work.WeightedInputs.AsSpan(n * stride, network.Outputs), a, y);
            if (IndexOfLargest(a) == IndexOfLargest(y)) correct++;
        }
        return (cost, correct);
    }

    /// <summary>
    /// From the last layer back: ∂C/∂z = ∂C/∂a σ′(z); ∂C/∂w = a ∂C/∂z; ∂C/∂b = ∂C/∂z; and ∂C/∂a of the layer before, the
    /// sum over the neurons it reaches. After <see cref="Forward"/> and <see cref="Transpose"/>.
    /// </summary>
    /// <param name="work">The workspace.</param>
    /// <param name="samples">Samples of the microbatch.</param>
    /// <param name="gradient">Σ over the samples, laid out like the parameters; every float is overwritten, or added to.</param>
    /// <param name="add">Whether the sum is added to what the gradient holds.</param>
    public static void Backward(Workspace work, int samples, Span<float> gradient, bool add = false)
    {
        var layers = work.Network.Layers;
        BeginAtOutputs(work, samples);
        for (var l = layers.Count - 1; l >= 0; l--)
        {
            var layer = layers[l];
            var dz = work.Errors[l].AsSpan(0, samples * layer.Stride);
            var x = Into(work, l);
            var transposed = new Factor(x.Floats, x.InnerStride, x.RowStride);
            var dW = gradient.Slice(layer.WeightsOffset, layer.Inputs * layer.Stride);
            Product.Compute(dW, transposed, dz, [], layer.Inputs, samples, layer.Stride, add);
            SumRows(work, dz, gradient.Slice(layer.BiasesOffset, layer.Stride), add);
            if (l == 0) break;
            var da = work.Errors[l - 1].AsSpan(0, samples * layers[l - 1].Stride);
            Product.Compute(da, new Factor(dz, layer.Stride, 1), work.Transposed[l], [], samples, layer.Outputs, layers[l - 1].Stride);
            Elementwise.Differentiate(layers[l - 1].Activation, work.Activations[l - 1].AsSpan(0, da.Length), da);
        }
    }

    /// <summary>Lays the weights out the other way round for <see cref="Backward"/>; once for each version of the parameters.</summary>
    public static void Transpose(Workspace work, ReadOnlySpan<float> parameters)
    {
        for (var l = 1; l < work.Network.Layers.Count; l++)
        {
            var layer = work.Network.Layers[l];
            var weights = Weights(parameters, layer);
            var (transposed, stride) = (work.Transposed[l], Layer.Padded(layer.Inputs));
            for (var k = 0; k < layer.Inputs; k++)
                for (var j = 0; j < layer.Outputs; j++)
                    transposed[j * stride + k] = weights[k * layer.Stride + j];
        }
    }

    private static void BeginAtOutputs(Workspace work, int samples)
    {
        var (network, last) = (work.Network, work.Network.Layers[^1]);
        var errors = work.Errors[^1].AsSpan(0, samples * last.Stride);
        for (var n = 0; n < samples; n++)
            CostKernels.Differentiate(network.Cost, work.Outputs(n),
                work.Targets.AsSpan(n * network.Outputs, network.Outputs), errors.Slice(n * last.Stride, network.Outputs));
        if (network.Cost == Cost.Quadratic)
            Elementwise.Differentiate(last.Activation, work.Activations[^1].AsSpan(0, errors.Length), errors);
    }

    /// <summary>What layer l reads: [samples][inputs].</summary>
    private static Factor Into(Workspace work, int l) => l == 0
        ? new Factor(work.Inputs, work.Network.Inputs, 1)
        : new Factor(work.Activations[l - 1], work.Network.Layers[l - 1].Stride, 1);

    private static ReadOnlySpan<float> Weights(ReadOnlySpan<float> parameters, Layer layer) =>
        parameters.Slice(layer.WeightsOffset, layer.Inputs * layer.Stride);

    private static ReadOnlySpan<float> Biases(ReadOnlySpan<float> parameters, Layer layer) =>
        parameters.Slice(layer.BiasesOffset, layer.Stride);

    /// <summary>Σ over the rows, as a product with ones, so that it is added to the tree in the same way.</summary>
    private static void SumRows(Workspace work, ReadOnlySpan<float> rows, Span<float> sum, bool add) =>
        Product.Compute(sum, new Factor(work.Ones, 0, 1), rows, [], 1, rows.Length / sum.Length, sum.Length, add);

    private static int IndexOfLargest(ReadOnlySpan<float> numbers)
    {
        var largest = 0;
        for (var j = 1; j < numbers.Length; j++)
            if (numbers[j] > numbers[largest]) largest = j;
        return largest;
    }
}

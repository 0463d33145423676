using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// Computes the gradient of a part: backpropagation of each microbatch, added in the tree's order. One for each thread
/// that computes; the data and the order of the samples are shared.
/// </summary>
public sealed class PartGradient(Network network, Dataset data, SampleOrder order, IGradientBuffers buffers, int microbatchSamples)
{
    private readonly Workspace _work = new(network, microbatchSamples);

    /// <summary>The sums of the nodes that cover the part. Their gradients come from the buffers and belong to the caller.</summary>
    /// <param name="parameters">In memory order; read only.</param>
    /// <param name="minibatch">The minibatch.</param>
    /// <param name="part">Which of its microbatches.</param>
    public NodeSum[] Compute(ReadOnlySpan<float> parameters, Minibatch minibatch, Part part)
    {
        Backpropagation.Transpose(_work, parameters);
        var nodes = part.Nodes(minibatch.Microbatches);
        var sums = new NodeSum[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            var gradient = buffers.Take();
            var (cost, correct) = Sum(nodes[i], minibatch, parameters, gradient.Span, add: false);
            sums[i] = new NodeSum(nodes[i], gradient, cost, correct);
        }
        return sums;
    }

    /// <summary>A node's sum, left half + right half. A microbatch is added by its product itself; only a larger node to be
    /// added needs memory of its own until it is complete.</summary>
    private (double Cost, int Correct) Sum(
        TreeNode node, Minibatch minibatch, ReadOnlySpan<float> parameters, Span<float> into, bool add)
    {
        if (node.IsLeaf) return Microbatch(node.From, minibatch, parameters, into, add);
        var scratch = add ? buffers.Take() : default;
        var sum = add ? scratch.Span : into;
        var left = Sum(node.Left, minibatch, parameters, sum, add: false);
        var right = Sum(node.Right, minibatch, parameters, sum, add: true);
        if (add)
        {
            Elementwise.Add(into, sum);
            buffers.GiveBack(scratch);
        }
        return (left.Cost + right.Cost, left.Correct + right.Correct);
    }

    private (double Cost, int Correct) Microbatch(
        int index, Minibatch minibatch, ReadOnlySpan<float> parameters, Span<float> into, bool add)
    {
        var (first, samples) = minibatch.Microbatch(index);
        var indices = order.Epoch(minibatch.Epoch).Slice(first, samples);
        for (var n = 0; n < samples; n++) _work.Load(n, data, indices[n]);
        Backpropagation.Forward(_work, parameters, samples);
        Backpropagation.Backward(_work, samples, into, add);
        return Backpropagation.Score(_work, samples);
    }
}

using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.LocalSgd;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// Computes the gradient of a part: backpropagation of all its samples at once, or of as many as the workspace holds, summed
/// by microbatches in the tree's order. One for each thread that computes; the data and the order of the samples are shared.
/// </summary>
public sealed class PartGradient : IPartGradient
{
    private const int MaxSamples = 256, MaxFloats = 1 << 23; // of a workspace, unless a microbatch is larger

    private readonly Dataset _data;
    private readonly SampleOrder _order;
    private readonly IGradientBuffers _buffers;
    private readonly Workspace _work;
    private Chain[] _chains = [];

    /// <summary>Prepares the computation.</summary>
    /// <param name="network">The network.</param>
    /// <param name="data">The samples.</param>
    /// <param name="order">The order of the samples in each epoch.</param>
    /// <param name="buffers">The buffers of the gradients.</param>
    /// <param name="microbatchSamples">The most samples of a microbatch.</param>
    public PartGradient(Network network, Dataset data, SampleOrder order, IGradientBuffers buffers, int microbatchSamples)
    {
        (_data, _order, _buffers) = (data, order, buffers);
        var samples = Math.Min(MaxSamples, MaxFloats / network.Widths.Sum(width => 2 * width));
        _work = new Workspace(network, Math.Max(microbatchSamples, samples));
    }

    /// <inheritdoc/>
    public NodeSum[] Compute(ReadOnlySpan<float> parameters, Minibatch minibatch, Part part, CancellationToken cancel = default)
    {
        var nodes = part.Nodes(minibatch);
        var sums = new NodeSum[nodes.Length];
        var isWhole = minibatch.SamplesOf(part.From, part.To) <= _work.Capacity;
        if (isWhole) Pass(parameters, minibatch, part.From, part.To, cancel);
        for (var i = 0; i < nodes.Length; i++)
        {
            var gradient = _buffers.Take();
            var (cost, correct) = isWhole
                ? Sum(nodes[i], minibatch, part.From, gradient.Span, add: false)
                : SumInPieces(nodes[i], minibatch, parameters, gradient.Span, add: false, cancel);
            sums[i] = new NodeSum(nodes[i], gradient, cost, correct);
        }
        return sums;
    }

    /// <summary>Runs forward and backward passes for the samples of microbatches, which the workspace has room for.</summary>
    private void Pass(ReadOnlySpan<float> parameters, Minibatch minibatch, int from, int to, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var samples = minibatch.SamplesOf(from, to);
        var order = _order.Epoch(minibatch.Epoch);
        var indices = order.Slice(minibatch.Microbatch(from).First, samples);
        for (var n = 0; n < samples; n++) _work.Load(n, _data, indices[n]);
        // Images lie anywhere in memory: those of the same part in the next step are prefetched while this one is computed.
        var next = Math.Min(order.Length, minibatch.Microbatch(from).First + minibatch.Samples);
        foreach (var index in order.Slice(next, Math.Min(samples, order.Length - next))) Prefetch.Bytes(_data.Memory(index));
        Backpropagation.Forward(_work, parameters, samples);
        cancel.ThrowIfCancellationRequested();
        Backpropagation.Backward(_work, parameters, samples);
    }

    /// <summary>Computes the sum of a node that is in the workspace, where the samples of microbatch <paramref name="begin"/> come first.</summary>
    private (double Cost, int Correct) Sum(TreeNode node, Minibatch minibatch, int begin, Span<float> into, bool add)
    {
        if (_chains.Length < node.To - node.From) _chains = new Chain[node.To - node.From];
        var chains = _chains.AsSpan(0, node.To - node.From);
        TreeChains.Of(node, minibatch, completes: add ? 1 : 0, chains);
        Backpropagation.Sum(_work, minibatch.SamplesOf(begin, node.From), chains, into, add);
        return Score(node, minibatch, begin);
    }

    private (double Cost, int Correct) Score(TreeNode node, Minibatch minibatch, int begin)
    {
        if (node.IsLeaf) return Backpropagation.Score(_work, minibatch.SamplesOf(begin, node.From), minibatch.SamplesOf(node.From, node.To));
        var (left, right) = (Score(node.Left, minibatch, begin), Score(node.Right, minibatch, begin));
        return (left.Cost + right.Cost, left.Correct + right.Correct);
    }

    /// <summary>Computes the sum of a node that may be too large for the workspace: then left half + right half. A node that fits is added
    /// by its product itself; only a larger node to be added needs memory of its own until it is complete.</summary>
    private (double Cost, int Correct) SumInPieces(
        TreeNode node, Minibatch minibatch, ReadOnlySpan<float> parameters, Span<float> into, bool add, CancellationToken cancel)
    {
        if (minibatch.SamplesOf(node.From, node.To) <= _work.Capacity)
        {
            Pass(parameters, minibatch, node.From, node.To, cancel);
            return Sum(node, minibatch, node.From, into, add);
        }
        var scratch = add ? _buffers.Take() : default;
        var sum = add ? scratch.Span : into;
        var left = SumInPieces(node.Left, minibatch, parameters, sum, add: false, cancel);
        var right = SumInPieces(node.Right, minibatch, parameters, sum, add: true, cancel);
        if (add)
        {
            Elementwise.Add(into, sum);
            _buffers.GiveBack(scratch);
        }
        return (left.Cost + right.Cost, left.Correct + right.Correct);
    }
}

/// <summary>Computes the sums that a worker sends for its part, before compression. One for each thread that computes.</summary>
public interface IPartGradient
{
    /// <summary>Returns the sums of the nodes that cover the part. Their gradients come from buffers and belong to the caller.</summary>
    /// <param name="parameters">In memory order; read only.</param>
    /// <param name="minibatch">The minibatch.</param>
    /// <param name="part">The microbatches of the part.</param>
    /// <param name="cancel">Cancels the computation; checked before each forward and each backward pass.</param>
    /// <exception cref="OperationCanceledException">The computation was cancelled.</exception>
    NodeSum[] Compute(ReadOnlySpan<float> parameters, Minibatch minibatch, Part part, CancellationToken cancel = default);
}

/// <summary>
/// Creates the computations of a training's parts, without compression. They share the data and the order of the samples.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="data">The samples it trains on.</param>
public sealed class PartGradients(TrainingPlan plan, Dataset data)
{
    private readonly SampleOrder _order = SampleOrder.Of(plan, data);

    /// <summary>Creates the computation for a thread.</summary>
    /// <param name="buffers">The buffers of its gradients.</param>
    public IPartGradient Create(IGradientBuffers buffers)
    {
        if (plan.Local is not { } local) return new PartGradient(plan.Network, data, _order, buffers, plan.Microbatch);
        var (length, scratch) = (plan.Network.ParameterLength, new GradientBuffers(plan.Network.ParameterLength));
        var gradient = new PartGradient(plan.Network, data, _order, scratch, local.Batch);
        return new LocalTraining(gradient, scratch, buffers, local, plan.LearningRateOf, length);
    }
}

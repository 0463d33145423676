using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Learning.LocalSgd;

/// <summary>
/// Trains on each microbatch from the given parameters w on, by plain SGD in steps of its own, and makes a gradient of where
/// that led to: n (w − w′) / η for n samples. Averaged over the samples and stepped along with the rate η, as the server does
/// with any gradient, it leads to the average of all w′ (Reddi et al. 2021: federated averaging as an optimizer's step).
/// The tree of the minibatch is kept, so that workers change the speed and never the answer here, too.
/// </summary>
public sealed class LocalTraining : IPartGradient
{
    private readonly IPartGradient _gradient;
    private readonly IGradientBuffers _buffers, _scratch;
    private readonly int _batch;
    private readonly Func<Minibatch, float> _rate;
    private readonly Memory<float> _local;

    /// <summary>Prepares to compute.</summary>
    /// <param name="gradient">Computes a local step's gradient: that of a minibatch of one microbatch.</param>
    /// <param name="scratch">Where its gradients come from: they do not leave.</param>
    /// <param name="buffers">Where those come from that do.</param>
    /// <param name="options">How large a step's batch is.</param>
    /// <param name="rate">η of the local steps, by the minibatch.</param>
    /// <param name="length">Floats of the parameters, in memory order.</param>
    public LocalTraining(
        IPartGradient gradient, IGradientBuffers scratch, IGradientBuffers buffers, LocalOptions options, Func<Minibatch, float> rate,
        int length)
    {
        (_gradient, _scratch, _buffers, _batch, _rate) = (gradient, scratch, buffers, options.Batch, rate);
        _local = AlignedMemory.Allocate(length);
    }

    /// <inheritdoc/>
    public NodeSum[] Compute(ReadOnlySpan<float> parameters, Minibatch minibatch, Part part, CancellationToken cancel = default)
    {
        var nodes = part.Nodes(minibatch);
        var sums = new NodeSum[nodes.Length];
        for (var i = 0; i < sums.Length; i++) sums[i] = Sum(nodes[i], parameters, minibatch, _buffers.Take(), cancel);
        return sums;
    }

    private NodeSum Sum(TreeNode node, ReadOnlySpan<float> parameters, Minibatch minibatch, Memory<float> into, CancellationToken cancel)
    {
        if (node.IsLeaf) return Train(node, parameters, minibatch, into, cancel);
        var left = Sum(node.Left, parameters, minibatch, into, cancel);
        var right = Sum(node.Right, parameters, minibatch, _scratch.Take(), cancel);
        Elementwise.Add(into.Span, right.Gradient.Span);
        _scratch.GiveBack(right.Gradient);
        return new NodeSum(node, into, left.Cost + right.Cost, left.Correct + right.Correct);
    }

    /// <summary>Local steps over the samples of a microbatch, in order. Costs and hits are those that the steps saw.</summary>
    private NodeSum Train(TreeNode leaf, ReadOnlySpan<float> parameters, Minibatch minibatch, Memory<float> into, CancellationToken cancel)
    {
        var local = _local.Span;
        parameters.CopyTo(local);
        var (first, samples) = minibatch.Microbatch(leaf.From);
        var (cost, correct, rate) = (0.0, 0, _rate(minibatch));
        for (var done = 0; done < samples; done += _batch)
        {
            var count = Math.Min(_batch, samples - done);
            var batch = new Minibatch(minibatch.Step, minibatch.Epoch, first + done, count, count);
            var step = _gradient.Compute(local, batch, new Part(0, 1), cancel)[0];
            Descent.Step(step.Gradient.Span, count, local, -rate, local); // one that is not finite shows in what comes of it
            _scratch.GiveBack(step.Gradient);
            (cost, correct) = (cost + step.Cost, correct + step.Correct);
        }
        Elementwise.ScaledDifference(parameters, local, samples / rate, into.Span);
        return new NodeSum(leaf, into, cost, correct);
    }
}

/// <summary>
/// How a microbatch is trained on where it is not differentiated as a whole: whoever computes it takes steps of its own, and
/// sends how far they led. A microbatch is then what the literature calls a client, or a worker of local SGD.
/// </summary>
/// <param name="Batch">Samples of one local step, 1 or more.</param>
public sealed record LocalOptions(int Batch)
{
    /// <summary>Who has which samples; null where each round takes the next ones of the epoch's shuffled order. Default: null.</summary>
    public Federation? Federation { get; init; }
}

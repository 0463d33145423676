using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Learning.LocalSgd;

/// <summary>
/// Trains on each microbatch from the given parameters w on, by steps of plain SGD, and turns the result w′ into a gradient:
/// n (w − w′) / η for n samples. The server averages it over the samples and steps along it with the rate η, as it does
/// with any gradient, which leads to the average of all w′ (Reddi et al. 2021: federated averaging as an optimizer's step).
/// Sums follow the minibatch's tree, so that workers change the speed and never the answer here, too.
/// </summary>
public sealed class LocalTraining : IPartGradient
{
    private readonly IPartGradient _gradient;
    private readonly IGradientBuffers _buffers, _scratch;
    private readonly int _batch;
    private readonly Func<Minibatch, float> _rate;
    private readonly Memory<float> _local;

    /// <summary>Prepares the computation.</summary>
    /// <param name="gradient">Computes a local step's gradient, that of a minibatch of one microbatch.</param>
    /// <param name="scratch">The buffers of its gradients, which are not sent.</param>
    /// <param name="buffers">The buffers of the gradients that are sent.</param>
    /// <param name="options">The size of a local step's batch.</param>
    /// <param name="rate">Returns η of the local steps of a minibatch.</param>
    /// <param name="length">The floats of the parameters, in memory order.</param>
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

    /// <summary>Takes local steps over the samples of a microbatch, in order. Costs and correct answers are those that the steps saw.</summary>
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
/// The options of local SGD and federated averaging: a microbatch is trained on by local steps, and the result is sent as a
/// gradient. A microbatch is then what the literature calls a client, or a worker of local SGD.
/// </summary>
/// <param name="Batch">The samples of one local step, 1 or more.</param>
public sealed record LocalOptions(int Batch)
{
    /// <summary>The clients and their samples; null where each round takes the next samples of the epoch's shuffled order. Default: null.</summary>
    public Federation? Federation { get; init; }
}

using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// The sum of a step's gradients, which may belong to several minibatches: first each minibatch separately, then these in order by recursive
/// halving. So the bits do not depend on the order of arrival, and a step of one complete minibatch has those of its tree.
/// </summary>
/// <param name="buffers">The buffers that gradients are returned to; null returns and changes none. Default: null.</param>
/// <param name="addsEarly">As in <see cref="MinibatchSum"/>; only if each step is one complete minibatch. Default: false.</param>
public sealed class StepSum(IGradientBuffers? buffers = null, bool addsEarly = false)
{
    private readonly List<(Minibatch Minibatch, MinibatchSum Sum)> _all = []; // kept from step to step; the first ones are in use
    private int _count;

    /// <summary>The number of samples in the sum.</summary>
    public int Samples { get; private set; }

    /// <summary>The number of minibatches in the sum.</summary>
    public int Count => _count;

    /// <summary>Returns one of the minibatches, with its sum.</summary>
    public (Minibatch Minibatch, MinibatchSum Sum) this[int index] => _all[index];

    /// <summary>Adds the sum of a node. Minibatches must come in order.</summary>
    /// <param name="minibatch">The minibatch of the node.</param>
    /// <param name="sum">The sum. With buffers, this object then owns its gradient.</param>
    /// <param name="weight">The factor of its gradient. Default: 1.</param>
    public void Add(Minibatch minibatch, NodeSum sum, float weight = 1)
    {
        if (_count == 0 || _all[_count - 1].Minibatch != minibatch) Begin(minibatch);
        _all[_count - 1].Sum.Add(sum, weight);
        Samples += minibatch.SamplesOf(sum.Node.From, sum.Node.To);
    }

    /// <summary>Ends the gathering. Then several threads may read the sum at the same time.</summary>
    public void Close()
    {
        for (var i = 0; i < _count; i++)
            if (!_all[i].Sum.IsComplete) _all[i].Sum.Close();
    }

    /// <summary>Returns a block of the sum, not divided.</summary>
    /// <param name="from">The index at which the block begins in the flat parameters, a multiple of 8.</param>
    /// <param name="block">Memory for the block: its length, at most <see cref="MinibatchSum.Block"/> floats, a multiple of 8.</param>
    /// <returns>The block: in that memory, or in the gradient that is the sum already.</returns>
    public ReadOnlySpan<float> Root(int from, Span<float> block) => Root(0, _count, from, block);

    /// <summary>Whether the sum of the samples' costs is finite.</summary>
    public bool IsCostFinite
    {
        get
        {
            var cost = 0.0;
            for (var i = 0; i < _count; i++) cost += _all[i].Sum.Totals().Cost;
            return double.IsFinite(cost);
        }
    }

    /// <summary>Returns whether the average over the samples is finite.</summary>
    /// <param name="floats">The floats of a gradient.</param>
    public bool IsAverageFinite(int floats)
    {
        var isFinite = true;
        Span<float> buffer = stackalloc float[MinibatchSum.Block];
        for (var from = 0; from < floats; from += buffer.Length)
        {
            var block = buffer[..Math.Min(buffer.Length, floats - from)];
            isFinite &= Quotient.Of(Root(from, block), Samples, block);
        }
        return isFinite;
    }

    /// <summary>Returns the gradients to the buffers and removes everything.</summary>
    public void Release()
    {
        for (var i = 0; i < _count; i++) _all[i].Sum.Release();
        Clear();
    }

    /// <summary>Removes everything without returning gradients to the buffers.</summary>
    public void Clear() => (_count, Samples) = (0, 0);

    private void Begin(Minibatch minibatch)
    {
        if (_count == _all.Count) _all.Add((minibatch, new MinibatchSum(buffers, addsEarly)));
        else _all[_count] = (minibatch, _all[_count].Sum);
        _all[_count++].Sum.Begin(minibatch.Microbatches);
    }

    private ReadOnlySpan<float> Root(int first, int count, int from, Span<float> block)
    {
        if (count == 1) return _all[first].Sum.Root(from, block);
        Span<float> scratch = stackalloc float[MinibatchSum.Block];
        scratch = scratch[..block.Length];
        var half = (count + 1) / 2;
        var left = Root(first, half, from, block);
        Elementwise.Add(left, Root(first + half, count - half, from, scratch), block);
        return block;
    }
}

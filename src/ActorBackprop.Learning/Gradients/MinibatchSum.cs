using ActorBackprop.Learning.Kernels;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// Gathers the node sums of one minibatch, in whatever order they come, and adds them in the tree's order. Each
/// microbatch counts once: a node that overlaps one already here is refused.
/// </summary>
/// <param name="buffers">
/// Where gradients go back to. With it, two halves that are in are added at once, the right one into the left one, while
/// others are still awaited: of a thousand gradients few are kept at a time. Null keeps and changes none.
/// </param>
public sealed class MinibatchSum(IGradientBuffers? buffers = null)
{
    /// <summary>Floats that are best summed at once: with those of the levels above them they stay in the first cache.</summary>
    public const int Block = 2048;

    private const int MostLevels = 32; // of a tree, however many microbatches there are

    private NodeSum?[] _byFirst = []; // by the microbatch that a node begins with: there is one at most
    private bool[] _isIn = []; // by the microbatch
    private TreeNode _root;
    private int _gathered;

    /// <summary>Whether every microbatch is in.</summary>
    public bool IsComplete => _gathered == _root.To;

    /// <summary>Forgets everything and begins a minibatch.</summary>
    public void Begin(int microbatches)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(microbatches);
        if (_isIn.Length < microbatches) (_byFirst, _isIn) = (new NodeSum?[microbatches], new bool[microbatches]);
        Array.Clear(_byFirst);
        Array.Clear(_isIn);
        _gathered = 0;
        _root = new TreeNode(0, microbatches);
    }

    /// <summary>Takes a node's sum, and with buffers its gradient.</summary>
    /// <exception cref="ArgumentException">The node overlaps another, or is none of the tree's.</exception>
    public void Add(NodeSum sum)
    {
        var (from, to) = (sum.Node.From, sum.Node.To);
        if (from < 0 || from >= to || to > _root.To || _root.Largest(from, to) != sum.Node)
            throw new ArgumentException($"{sum.Node} is no node of {_root}");
        var isIn = _isIn.AsSpan(from, to - from);
        if (isIn.Contains(true)) throw new ArgumentException($"{sum.Node} is in already");
        isIn.Fill(true);
        _byFirst[from] = sum;
        _gathered += to - from;
        if (buffers is not null) Fold(sum.Node, buffers);
    }

    /// <summary>Gives the gradients that are left back to the buffers.</summary>
    public void Release()
    {
        for (var first = 0; first < _root.To; first++)
            if (_byFirst[first] is { } sum) buffers?.GiveBack(sum.Gradient);
        Array.Clear(_byFirst);
    }

    /// <summary>
    /// Adds a node and its other half, and so on upwards. Not at the last gradient, which everybody waits for: what is left
    /// then is added block by block by <see cref="Root"/>, in one pass over memory.
    /// </summary>
    private void Fold(TreeNode node, IGradientBuffers buffers)
    {
        Span<TreeNode> above = stackalloc TreeNode[MostLevels];
        var depth = 0;
        for (var at = _root; at != node; at = at.Half(node.From)) above[depth++] = at;
        while (!IsComplete && depth > 0)
        {
            var parent = above[--depth];
            if (Find(parent.Left) is not { } left || Find(parent.Right) is not { } right) return;
            Elementwise.Add(left.Gradient.Span, right.Gradient.Span);
            buffers.GiveBack(right.Gradient);
            _byFirst[right.Node.From] = null;
            _byFirst[parent.From] = new NodeSum(parent, left.Gradient, left.Cost + right.Cost, left.Correct + right.Correct);
        }
    }

    /// <summary>The sample costs and the number classified right, summed over the tree.</summary>
    public (double Cost, int Correct) Totals() => Totals(_root);

    /// <summary>The gradient of the minibatch's mean cost: the root of the tree, divided once.</summary>
    /// <param name="samples">Samples of the minibatch.</param>
    /// <param name="average">Laid out like the parameters; overwritten.</param>
    /// <returns>Whether all of it is finite.</returns>
    public bool Average(int samples, Span<float> average)
    {
        var finite = true;
        for (var from = 0; from < average.Length; from += Block)
        {
            var block = average.Slice(from, Math.Min(Block, average.Length - from));
            finite &= Quotient.Of(Root(from, block), samples, block);
        }
        return finite;
    }

    /// <summary>A block of the root of the tree, not divided. Several threads may ask at a time.</summary>
    /// <param name="from">Where the block begins in the flat parameters, a multiple of 8.</param>
    /// <param name="block">Where the block may be put; as long as the block, at most <see cref="Block"/> floats, a multiple of 8.</param>
    /// <returns>Where it is: there, or in the gradient that is the root already.</returns>
    public ReadOnlySpan<float> Root(int from, Span<float> block)
    {
        if (!IsComplete) throw new InvalidOperationException("the minibatch is not complete");
        if (Find(_root) is { } sum) return sum.Gradient.Span.Slice(from, block.Length);
        Sum(_root, from, block);
        return block;
    }

    private void Sum(TreeNode node, int from, Span<float> into)
    {
        if (Find(node) is { } sum)
        {
            sum.Gradient.Span.Slice(from, into.Length).CopyTo(into);
            return;
        }
        var right = Find(node.Right);
        if (Find(node.Left) is { } left && right is not null)
        {
            Elementwise.Add(left.Gradient.Span.Slice(from, into.Length), right.Gradient.Span.Slice(from, into.Length), into);
            return;
        }
        Sum(node.Left, from, into);
        if (right is not null)
        {
            Elementwise.Add(into, right.Gradient.Span.Slice(from, into.Length));
            return;
        }
        Span<float> scratch = stackalloc float[Block];
        scratch = scratch[..into.Length];
        Sum(node.Right, from, scratch);
        Elementwise.Add(into, scratch);
    }

    private (double Cost, int Correct) Totals(TreeNode node)
    {
        if (Find(node) is { } sum) return (sum.Cost, sum.Correct);
        var (left, right) = (Totals(node.Left), Totals(node.Right));
        return (left.Cost + right.Cost, left.Correct + right.Correct);
    }

    private NodeSum? Find(TreeNode node) => _byFirst[node.From] is { } sum && sum.Node == node ? sum : null;
}

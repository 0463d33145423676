using ActorBackprop.Learning.Kernels;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// Gathers the node sums of one minibatch, in any order of arrival, and adds them in an order that does not depend on it: those of a whole
/// minibatch in the order of its tree, those of an incomplete one by recursive halving of their list. Each microbatch counts once: a node
/// that overlaps a gathered one is refused.
/// </summary>
/// <param name="buffers">The buffers that gradients are returned to. If null, none is returned or modified. Default: null.</param>
/// <param name="addsEarly">
/// Whether two halves of a node are added as soon as both have arrived, the right one into the left one, so that few gradients are kept
/// at a time. Only for minibatches that will be complete. Default: true.
/// </param>
public sealed class MinibatchSum(IGradientBuffers? buffers = null, bool addsEarly = true)
{
    /// <summary>The floats of a block: small enough that the blocks of all levels of the tree fit in the first cache.</summary>
    public const int Block = 2048;

    private const int MaxLevels = 32; // of a tree over any number of microbatches

    private readonly List<int> _firsts = []; // the first microbatches of the nodes, from left to right; set when closed
    private NodeSum?[] _byFirst = []; // by the first microbatch of a node
    private float[] _weights = []; // by the same; used if some weight is not 1
    private bool[] _isIn = []; // by microbatch
    private TreeNode _root;
    private int _gathered;
    private bool _isClosed, _isWeighted;

    /// <summary>Whether every microbatch has arrived.</summary>
    public bool IsComplete => _gathered == _root.To;

    /// <summary>Discards everything and begins a minibatch.</summary>
    public void Begin(int microbatches)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(microbatches);
        if (_isIn.Length < microbatches) (_byFirst, _isIn) = (new NodeSum?[microbatches], new bool[microbatches]);
        Array.Clear(_byFirst);
        Array.Clear(_isIn);
        (_gathered, _isClosed, _isWeighted) = (0, false, false);
        _root = new TreeNode(0, microbatches);
    }

    /// <summary>Adds the sum of a node. With buffers, this object then owns its gradient.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="weight">The factor of its gradient, not of its cost. Default: 1, which is exact.</param>
    /// <exception cref="ArgumentException">The node overlaps another, or is not in the tree.</exception>
    public void Add(NodeSum sum, float weight = 1)
    {
        var (from, to) = (sum.Node.From, sum.Node.To);
        if (from < 0 || from >= to || to > _root.To || _root.Largest(from, to) != sum.Node)
            throw new ArgumentException($"{sum.Node} is not a node of {_root}");
        var isIn = _isIn.AsSpan(from, to - from);
        if (isIn.Contains(true)) throw new ArgumentException($"{sum.Node} has arrived already");
        isIn.Fill(true);
        _byFirst[from] = sum;
        _gathered += to - from;
        if (weight != 1) SetWeight(from, weight);
        if (buffers is not null && addsEarly) AddHalves(sum.Node, buffers);
    }

    /// <summary>Ends the gathering, so that the sum can be read although microbatches are missing. Not needed if none is.</summary>
    public void Close()
    {
        _isClosed = true;
        _firsts.Clear();
        for (var first = 0; first < _root.To; first++)
            if (_byFirst[first] is not null) _firsts.Add(first);
    }

    /// <summary>The gathered nodes, from left to right, after <see cref="Close"/>.</summary>
    public IEnumerable<TreeNode> Nodes => _firsts.Select(first => _byFirst[first]!.Node);

    /// <summary>Returns the remaining gradients to the buffers.</summary>
    public void Release()
    {
        for (var first = 0; first < _root.To; first++)
            if (_byFirst[first] is { } sum) buffers?.GiveBack(sum.Gradient);
        Array.Clear(_byFirst);
    }

    /// <summary>
    /// Adds a node to its other half, and so on upwards. Not after the last gradient, which all workers wait for: <see cref="Root"/> then
    /// adds the rest block by block, in one pass over memory.
    /// </summary>
    private void AddHalves(TreeNode node, IGradientBuffers buffers)
    {
        Span<TreeNode> above = stackalloc TreeNode[MaxLevels];
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

    /// <summary>Returns the sum of the samples' costs and the number classified correctly.</summary>
    public (double Cost, int Correct) Totals() => IsComplete ? Totals(_root) : Totals(0, _firsts.Count);

    /// <summary>Writes the gradient of the minibatch's mean cost: the root of the tree, divided once.</summary>
    /// <param name="samples">The number of samples of the minibatch.</param>
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

    /// <summary>Returns a block of the sum, not divided. Several threads may call this at the same time.</summary>
    /// <param name="from">The index at which the block begins in the flat parameters, a multiple of 8.</param>
    /// <param name="block">Memory for the block: its length, at most <see cref="Block"/> floats, a multiple of 8.</param>
    /// <returns>The block: in that memory, or in the gradient that is the root already.</returns>
    public ReadOnlySpan<float> Root(int from, Span<float> block)
    {
        if (!IsComplete && !_isClosed) throw new InvalidOperationException("the minibatch is not complete");
        if (IsComplete && !_isWeighted && Find(_root) is { } sum) return sum.Gradient.Span.Slice(from, block.Length);
        if (IsComplete) Sum(_root, from, block);
        else Sum(0, _firsts.Count, from, block);
        return block;
    }

    private void Sum(TreeNode node, int from, Span<float> into)
    {
        if (Find(node) is { } sum)
        {
            Copy(sum, from, into);
            return;
        }
        var right = _isWeighted ? null : Find(node.Right);
        if (right is not null && Find(node.Left) is { } left)
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

    /// <summary>Computes the sum of some gathered nodes, by recursive halving of their list.</summary>
    private void Sum(int first, int count, int from, Span<float> into)
    {
        if (count == 1)
        {
            Copy(_byFirst[_firsts[first]]!, from, into);
            return;
        }
        Span<float> scratch = stackalloc float[Block];
        scratch = scratch[..into.Length];
        var half = (count + 1) / 2;
        Sum(first, half, from, into);
        Sum(first + half, count - half, from, scratch);
        Elementwise.Add(into, scratch);
    }

    private void Copy(NodeSum sum, int from, Span<float> into)
    {
        sum.Gradient.Span.Slice(from, into.Length).CopyTo(into);
        if (_isWeighted && _weights[sum.Node.From] is not 1 and var weight) Elementwise.Scale(into, weight);
    }

    private (double Cost, int Correct) Totals(TreeNode node)
    {
        if (Find(node) is { } sum) return (sum.Cost, sum.Correct);
        var (left, right) = (Totals(node.Left), Totals(node.Right));
        return (left.Cost + right.Cost, left.Correct + right.Correct);
    }

    private (double Cost, int Correct) Totals(int first, int count)
    {
        if (count == 1 && _byFirst[_firsts[first]] is { } sum) return (sum.Cost, sum.Correct);
        var half = (count + 1) / 2;
        var (left, right) = (Totals(first, half), Totals(first + half, count - half));
        return (left.Cost + right.Cost, left.Correct + right.Correct);
    }

    private NodeSum? Find(TreeNode node) => _byFirst[node.From] is { } sum && sum.Node == node ? sum : null;

    private void SetWeight(int first, float weight)
    {
        if (!_isWeighted)
        {
            if (_weights.Length < _byFirst.Length) _weights = new float[_byFirst.Length];
            Array.Fill(_weights, 1);
        }
        _isWeighted = true;
        _weights[first] = weight;
    }
}

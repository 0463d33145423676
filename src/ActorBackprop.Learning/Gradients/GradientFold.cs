using ActorBackprop.Learning.Kernels;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// The sum of any gradients in an order that does not depend on when they came: those of a whole minibatch over its tree,
/// with its bits; others by recursive halving of their list.
/// </summary>
public sealed class GradientFold
{
    private readonly GradientFold? _left, _right;
    private readonly NodeSum? _leaf;
    private readonly float _weight;

    private GradientFold(NodeSum leaf, float weight) => (_leaf, _weight) = (leaf, weight);

    private GradientFold(GradientFold left, GradientFold right) => (_left, _right) = (left, right);

    /// <summary>The sum of some gradients of one minibatch.</summary>
    /// <param name="sums">From left to right; one or more.</param>
    /// <param name="microbatches">Microbatches of the minibatch.</param>
    /// <param name="weight">What each counts by its place in the list; 1 is exact.</param>
    public static GradientFold Of(IReadOnlyList<NodeSum> sums, int microbatches, Func<int, float> weight)
    {
        var leaves = new Dictionary<TreeNode, GradientFold>();
        for (var i = 0; i < sums.Count; i++) leaves.Add(sums[i].Node, new GradientFold(sums[i], weight(i)));
        var isWhole = sums.Sum(sum => sum.Node.To - sum.Node.From) == microbatches;
        return isWhole ? Tree(new TreeNode(0, microbatches), leaves) : Of([.. sums.Select(sum => leaves[sum.Node])]);
    }

    /// <summary>The sum of sums.</summary>
    /// <param name="folds">In their order; one or more.</param>
    public static GradientFold Of(ReadOnlySpan<GradientFold> folds)
    {
        if (folds.Length == 1) return folds[0];
        var half = (folds.Length + 1) / 2;
        return new GradientFold(Of(folds[..half]), Of(folds[half..]));
    }

    /// <summary>A block of the sum.</summary>
    /// <param name="from">Where it begins in the flat parameters, a multiple of 8.</param>
    /// <param name="into">Where it is put; at most <see cref="MinibatchSum.Block"/> floats, a multiple of 8.</param>
    public void Sum(int from, Span<float> into)
    {
        if (_leaf is not null)
        {
            _leaf.Gradient.Span.Slice(from, into.Length).CopyTo(into);
            if (_weight != 1) Elementwise.Scale(into, _weight);
            return;
        }
        Span<float> scratch = stackalloc float[MinibatchSum.Block];
        scratch = scratch[..into.Length];
        _left!.Sum(from, into);
        _right!.Sum(from, scratch);
        Elementwise.Add(into, scratch);
    }

    /// <summary>The sample costs, summed.</summary>
    public double Cost => _leaf?.Cost ?? _left!.Cost + _right!.Cost;

    private static GradientFold Tree(TreeNode node, Dictionary<TreeNode, GradientFold> leaves) =>
        leaves.TryGetValue(node, out var leaf) ? leaf : new GradientFold(Tree(node.Left, leaves), Tree(node.Right, leaves));
}

using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// A node of the gradient tree: the microbatches [From, To) of a minibatch. Recursive halving, the larger half on the
/// left. The tree, and with it the order of all additions, depends on the number of microbatches alone: the bits of a node's sum
/// do not depend on the worker that computes it.
/// </summary>
/// <param name="From">First microbatch.</param>
/// <param name="To">The one after the last.</param>
public readonly record struct TreeNode(int From, int To)
{
    /// <summary>Whether it is a single microbatch.</summary>
    public bool IsLeaf => To - From == 1;

    /// <summary>The left half.</summary>
    public TreeNode Left => new(From, Middle);

    /// <summary>The right half.</summary>
    public TreeNode Right => new(Middle, To);

    private int Middle => From + (To - From + 1) / 2;

    /// <summary>Returns the largest node, this one or below it, that begins at a microbatch and does not go beyond another.</summary>
    /// <param name="from">The microbatch at which it begins; in this node.</param>
    /// <param name="to">The microbatch it must not go beyond; more than <paramref name="from"/>.</param>
    public TreeNode Largest(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)(from - From), (uint)(To - From), nameof(from));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(to, from);
        if (to == from + 1) return new TreeNode(from, to); // a leaf, as most are where the workers are many
        var node = this;
        while (node.From != from || node.To > to) node = node.Half(from);
        return node;
    }

    /// <summary>Returns the half that a microbatch is in.</summary>
    /// <param name="microbatch">A microbatch of this node, which is no leaf.</param>
    public TreeNode Half(int microbatch) => microbatch < Middle ? Left : Right;

    /// <summary>Returns the node in the form [0, 3).</summary>
    public override string ToString() => $"[{From}, {To})";
}

/// <summary>
/// Converts a node of the tree to the chains of a product: its microbatches from left to right, and after each of them the nodes that
/// it completes.
/// </summary>
internal static class TreeChains
{
    /// <summary>Writes the chains of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="minibatch">The minibatch it belongs to.</param>
    /// <param name="completes">The number of nodes above it that end with it, and to whose left half it is added.</param>
    /// <param name="chains">Where to: one for each microbatch.</param>
    public static void Of(TreeNode node, Minibatch minibatch, int completes, Span<Chain> chains)
    {
        if (node.IsLeaf)
        {
            chains[0] = new Chain(minibatch.Microbatch(node.From).Samples, completes);
            return;
        }
        var (left, right) = (node.Left, node.Right);
        Of(left, minibatch, 0, chains[..(left.To - left.From)]);
        Of(right, minibatch, completes + 1, chains[(left.To - left.From)..]);
    }
}

/// <summary>
/// A worker's result for one node of the tree: sums over its samples, never means; the optimizer divides once. The receiver owns the
/// gradient and may add to it.
/// </summary>
/// <param name="Node">The microbatches summed over.</param>
/// <param name="Gradient">Σ ∂C/∂(parameter), laid out like the parameters.</param>
/// <param name="Cost">Σ C.</param>
/// <param name="Correct">The number of samples classified correctly.</param>
public sealed record NodeSum(TreeNode Node, Memory<float> Gradient, double Cost, int Correct)
{
    private bool? _isFinite;

    private NodeSum(NodeSum from) =>
        (Node, Gradient, Cost, Correct, Bytes, Encoded) = (from.Node, from.Gradient, from.Cost, from.Correct, from.Bytes, from.Encoded);

    /// <summary>The bytes it takes on a wire, without its frame. Default: those of the gradient's floats.</summary>
    public int Bytes { get; init; } = sizeof(float) * Gradient.Length;

    /// <summary>The compressed gradient that is sent and decodes to the gradient; empty where the gradient itself is sent (default).</summary>
    public ReadOnlyMemory<byte> Encoded { get; init; }

    /// <summary>Whether no number of it is infinite or NaN. Computed once, at the first call.</summary>
    public bool IsFinite => _isFinite ??= double.IsFinite(Cost) && Elementwise.IsFinite(Gradient.Span);
}

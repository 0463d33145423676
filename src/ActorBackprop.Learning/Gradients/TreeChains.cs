using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// A node of the tree as the product sums it: its microbatches from left to right, and after each of them the nodes that
/// it completes.
/// </summary>
internal static class TreeChains
{
    /// <summary>Writes a node down.</summary>
    /// <param name="node">The node.</param>
    /// <param name="minibatch">The minibatch it belongs to.</param>
    /// <param name="completes">Nodes above it that it is the end of, and to whose left half it is added.</param>
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

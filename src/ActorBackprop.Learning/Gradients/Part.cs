using System.Numerics;

namespace ActorBackprop.Learning.Gradients;

/// <summary>The microbatches [From, To) of a minibatch that are dealt to one worker.</summary>
/// <param name="From">First microbatch.</param>
/// <param name="To">The one behind the last.</param>
public readonly record struct Part(int From, int To)
{
    /// <summary>
    /// Cuts a minibatch into parts, as even as can be; never more than it has microbatches. 1, 2, 4, 8 … parts are cut where
    /// the tree has its own cuts, so that each of them is one node, and one sum to send.
    /// </summary>
    /// <param name="microbatches">Microbatches of the minibatch, 1 or more.</param>
    /// <param name="count">Parts wanted, 1 or more.</param>
    public static Part[] Cut(int microbatches, int count)
    {
        count = Math.Min(microbatches, count);
        if (BitOperations.IsPow2(count)) return [.. Halves(new TreeNode(0, microbatches), count)];
        return [.. Enumerable.Range(0, count).Select(p => new Part(Boundary(p), Boundary(p + 1)))];

        int Boundary(int p) => (int)((long)p * microbatches / count);
    }

    private static IEnumerable<Part> Halves(TreeNode node, int count) => count == 1
        ? [new Part(node.From, node.To)]
        : Halves(node.Left, count / 2).Concat(Halves(node.Right, count / 2));

    /// <summary>The nodes whose sums the part's worker sends: the fewest that cover it.</summary>
    public TreeNode[] Nodes(int microbatches) => [.. new TreeNode(0, microbatches).Cover(new TreeNode(From, To))];
}

namespace ActorBackprop.Learning.Gradients;

/// <summary>The microbatches [From, To) of a minibatch that are dealt to one worker.</summary>
/// <param name="From">First microbatch.</param>
/// <param name="To">The one behind the last.</param>
public readonly record struct Part(int From, int To)
{
    /// <summary>
    /// Cuts a minibatch into parts, as even as can be; never more than it has microbatches. The cuts fall where the tree
    /// has its own for 2, 4, 8 … parts, so that each of them is one node.
    /// </summary>
    /// <param name="microbatches">Microbatches of the minibatch, 1 or more.</param>
    /// <param name="count">Parts wanted, 1 or more.</param>
    public static Part[] Cut(int microbatches, int count)
    {
        var parts = new Part[Math.Min(microbatches, count)];
        for (var p = 0; p < parts.Length; p++) parts[p] = new Part(Boundary(p), Boundary(p + 1));
        return parts;

        int Boundary(int p) => (int)(((long)p * microbatches + parts.Length - 1) / parts.Length); // rounded up, as the tree's
    }

    /// <summary>The nodes whose sums the part's worker sends: the fewest that cover it.</summary>
    public TreeNode[] Nodes(int microbatches) => [.. new TreeNode(0, microbatches).Cover(new TreeNode(From, To))];
}

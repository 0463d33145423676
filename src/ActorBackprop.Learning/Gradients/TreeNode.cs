namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// A node of the gradient tree: the microbatches [From, To) of a minibatch. Recursive halving, the larger half on the
/// left. The tree, and with it the order of all additions, depends on the number of microbatches alone: whoever computes
/// a node's sum, and whenever, its bits are the same.
/// </summary>
/// <param name="From">First microbatch.</param>
/// <param name="To">The one behind the last.</param>
public readonly record struct TreeNode(int From, int To)
{
    /// <summary>Whether it is a single microbatch.</summary>
    public bool IsLeaf => To - From == 1;

    /// <summary>The left half.</summary>
    public TreeNode Left => new(From, Middle);

    /// <summary>The right half.</summary>
    public TreeNode Right => new(Middle, To);

    private int Middle => From + (To - From + 1) / 2;

    /// <summary>Whether [from, to) lies within it.</summary>
    public bool Contains(TreeNode other) => From <= other.From && other.To <= To;

    /// <summary>The fewest nodes below this one that together are exactly <paramref name="part"/>, from left to right.</summary>
    public IEnumerable<TreeNode> Cover(TreeNode part)
    {
        var (from, to) = (Math.Max(From, part.From), Math.Min(To, part.To));
        if (from >= to) return [];
        return from == From && to == To ? [this] : Left.Cover(part).Concat(Right.Cover(part));
    }

    /// <summary>As [0, 3).</summary>
    public override string ToString() => $"[{From}, {To})";
}

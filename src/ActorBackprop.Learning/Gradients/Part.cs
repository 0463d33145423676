using System.Numerics;
using ActorBackprop.Learning.Sampling;

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
        var parts = new Part[Math.Min(microbatches, count)];
        if (BitOperations.IsPow2(parts.Length)) Halve(new TreeNode(0, microbatches), parts);
        else
            for (var p = 0; p < parts.Length; p++) parts[p] = new Part(Boundary(p), Boundary(p + 1));
        return parts;

        int Boundary(int p) => (int)((long)p * microbatches / parts.Length);
    }

    /// <summary>Cuts what is left of a minibatch of which some parts are done.</summary>
    /// <param name="microbatches">Microbatches of the minibatch, 1 or more.</param>
    /// <param name="count">Parts that all of it would be cut into, 1 or more.</param>
    /// <param name="done">The parts that are done.</param>
    public static Part[] CutRest(int microbatches, int count, IEnumerable<Part> done)
    {
        var (rest, from, size) = (new List<Part>(), 0, (microbatches + count - 1) / count);
        foreach (var part in done.OrderBy(part => part.From).Append(new Part(microbatches, microbatches)))
        {
            for (; from < part.From; from = Math.Min(from + size, part.From)) rest.Add(new Part(from, Math.Min(from + size, part.From)));
            from = part.To;
        }
        return [.. rest];
    }

    /// <summary>
    /// The nodes whose sums the part's worker sends, from left to right: the fewest that cover it, or its microbatches where
    /// these are apart.
    /// </summary>
    public TreeNode[] Nodes(Minibatch minibatch)
    {
        if (!minibatch.AreMicrobatchesApart) return Nodes(minibatch.Microbatches);
        var nodes = new TreeNode[To - From];
        for (var i = 0; i < nodes.Length; i++) nodes[i] = new TreeNode(From + i, From + i + 1);
        return nodes;
    }

    /// <summary>The fewest nodes that cover it, from left to right.</summary>
    public TreeNode[] Nodes(int microbatches)
    {
        var nodes = new TreeNode[Count(microbatches)];
        for (var (i, from) = (0, From); i < nodes.Length; from = nodes[i++].To) nodes[i] = Next(from, microbatches);
        return nodes;
    }

    /// <summary>Whether sums are those of the part's nodes, from left to right, without a look at what was summed.</summary>
    public bool IsSummedBy(IReadOnlyList<NodeSum> sums, Minibatch minibatch)
    {
        var from = From;
        for (var i = 0; i < sums.Count; i++)
        {
            if (from >= To || sums[i].Node != Next(from, minibatch)) return false;
            from = sums[i].Node.To;
        }
        return from == To;
    }

    private int Count(int microbatches)
    {
        var count = 0;
        for (var from = From; from < To; from = Next(from, microbatches).To) count++;
        return count;
    }

    private TreeNode Next(int from, Minibatch minibatch) =>
        minibatch.AreMicrobatchesApart ? new TreeNode(from, from + 1) : Next(from, minibatch.Microbatches);

    private TreeNode Next(int from, int microbatches) => new TreeNode(0, microbatches).Largest(from, To);

    private static void Halve(TreeNode node, Span<Part> parts)
    {
        if (parts.Length == 1)
        {
            parts[0] = new Part(node.From, node.To);
            return;
        }
        Halve(node.Left, parts[..(parts.Length / 2)]);
        Halve(node.Right, parts[(parts.Length / 2)..]);
    }
}

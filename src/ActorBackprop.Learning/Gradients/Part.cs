using System.Numerics;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Learning.Gradients;

/// <summary>The microbatches [From, To) of a minibatch that are assigned to one worker.</summary>
/// <param name="From">The first microbatch.</param>
/// <param name="To">The one after the last.</param>
public readonly record struct Part(int From, int To)
{
    /// <summary>
    /// Cuts a minibatch into parts, as even as possible, and never more than it has microbatches. 1, 2, 4, 8 … parts are cut where the tree
    /// splits, so that each of them is one node, with one sum to send.
    /// </summary>
    /// <param name="microbatches">The microbatches of the minibatch, 1 or more.</param>
    /// <param name="count">The number of parts, 1 or more.</param>
    public static Part[] Cut(int microbatches, int count)
    {
        var parts = new Part[Math.Min(microbatches, count)];
        if (BitOperations.IsPow2(parts.Length)) Halve(new TreeNode(0, microbatches), parts);
        else
            for (var p = 0; p < parts.Length; p++) parts[p] = new Part(Boundary(p), Boundary(p + 1));
        return parts;

        int Boundary(int p) => (int)((long)p * microbatches / parts.Length);
    }

    /// <summary>Cuts the rest of a minibatch, some parts of which are done.</summary>
    /// <param name="microbatches">The microbatches of the minibatch, 1 or more.</param>
    /// <param name="count">The number of parts that the whole minibatch would be cut into, 1 or more.</param>
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
    /// Returns the nodes whose sums the part's worker sends, from left to right: the fewest that cover the part, or its microbatches if each
    /// is sent separately.
    /// </summary>
    public TreeNode[] Nodes(Minibatch minibatch)
    {
        var count = 0;
        for (var from = From; from < To; from = Next(from, minibatch).To) count++;
        var nodes = new TreeNode[count];
        for (var (i, from) = (0, From); i < count; from = nodes[i++].To) nodes[i] = Next(from, minibatch);
        return nodes;
    }

    /// <summary>Returns the fewest nodes that cover the part in a minibatch of so many microbatches, from left to right.</summary>
    public TreeNode[] Nodes(int microbatches) => Nodes(new Minibatch(Step: 0, Epoch: 0, First: 0, microbatches, MicrobatchSamples: 1));

    /// <summary>Returns whether sums are those of the part's nodes, from left to right. Their numbers are not checked.</summary>
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

    private TreeNode Next(int from, Minibatch minibatch) => minibatch.AreMicrobatchesApart
        ? new TreeNode(from, from + 1)
        : new TreeNode(0, minibatch.Microbatches).Largest(from, To);

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

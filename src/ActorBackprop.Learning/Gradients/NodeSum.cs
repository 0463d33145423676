using ActorBackprop.Learning.Kernels;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// What a worker found out about one node of the tree: sums over its samples, never means. The minibatch divides once,
/// at the root. Whoever receives it owns the gradient; nobody writes to it any more.
/// </summary>
/// <param name="Node">The microbatches summed over.</param>
/// <param name="Gradient">Σ ∂C/∂(parameter), laid out like the parameters.</param>
/// <param name="Cost">Σ C.</param>
/// <param name="Correct">Samples classified right.</param>
public sealed record NodeSum(TreeNode Node, Memory<float> Gradient, double Cost, int Correct)
{
    private bool? _isFinite;

    private NodeSum(NodeSum from) =>
        (Node, Gradient, Cost, Correct, Bytes, Encoded) = (from.Node, from.Gradient, from.Cost, from.Correct, from.Bytes, from.Encoded);

    /// <summary>Bytes it takes on a wire, without its frame. Default: those of the gradient's floats.</summary>
    public int Bytes { get; init; } = sizeof(float) * Gradient.Length;

    /// <summary>What is sent in place of the gradient, which is what this is read as; empty where the gradient itself is. Default: empty.</summary>
    public ReadOnlyMemory<byte> Encoded { get; init; }

    /// <summary>Whether no number of it is infinite or NaN. Looked at once, by whoever asks first.</summary>
    public bool IsFinite => _isFinite ??= double.IsFinite(Cost) && Elementwise.IsFinite(Gradient.Span);
}

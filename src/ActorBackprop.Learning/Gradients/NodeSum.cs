using ActorBackprop.Learning.Kernels;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// A worker's result for one node of the tree: sums over its samples, never means. The minibatch divides once,
/// at the root. The receiver owns the gradient, which is not written again.
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

using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Learning.Gradients;

/// <summary>Computes the sums that a worker sends for its part, before compression. One for each thread that computes.</summary>
public interface IPartGradient
{
    /// <summary>Returns the sums of the nodes that cover the part. Their gradients come from buffers and belong to the caller.</summary>
    /// <param name="parameters">In memory order; read only.</param>
    /// <param name="minibatch">The minibatch.</param>
    /// <param name="part">The microbatches of the part.</param>
    /// <param name="cancel">Cancels the computation; checked before each forward and each backward pass.</param>
    /// <exception cref="OperationCanceledException">The computation was cancelled.</exception>
    NodeSum[] Compute(ReadOnlySpan<float> parameters, Minibatch minibatch, Part part, CancellationToken cancel = default);
}

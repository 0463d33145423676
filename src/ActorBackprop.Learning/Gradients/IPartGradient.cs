using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Learning.Gradients;

/// <summary>Computes what a worker sends of its part, if nothing is compressed. One for each thread that computes.</summary>
public interface IPartGradient
{
    /// <summary>The sums of the nodes that cover the part. Their gradients come from buffers and belong to the caller.</summary>
    /// <param name="parameters">In memory order; read only.</param>
    /// <param name="minibatch">The minibatch.</param>
    /// <param name="part">Which of its microbatches.</param>
    /// <param name="cancel">Says that nobody wants it any more; looked at before each pass forward and each pass backward.</param>
    /// <exception cref="OperationCanceledException">It was left.</exception>
    NodeSum[] Compute(ReadOnlySpan<float> parameters, Minibatch minibatch, Part part, CancellationToken cancel = default);
}

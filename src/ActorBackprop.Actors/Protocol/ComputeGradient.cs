using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Actors.Protocol;

/// <summary>
/// Server to worker: run backpropagation on this part. It carries the parameters: this is the broadcast of the updated
/// weights. Safe twice: a worker that is at it already ignores it, one that is done does it again, to the same bits.
/// A host may derive its own from it, to say where the gradient is to go.
/// </summary>
/// <param name="Run">Which training.</param>
/// <param name="Minibatch">Which samples; its step says which step.</param>
/// <param name="Part">Which of its microbatches.</param>
/// <param name="Version">Steps that the parameters have behind them.</param>
/// <param name="Parameters">In memory order. Read only, and only until the answer is sent: then the server may reuse it.</param>
public record ComputeGradient(string Run, Minibatch Minibatch, Part Part, long Version, ReadOnlyMemory<float> Parameters);

using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Cluster.Wire.SharedMemory;

/// <summary>A part to compute, and memory that the leader lends for its sums: what is written there need not be sent.</summary>
/// <param name="Run">Which training.</param>
/// <param name="Minibatch">Which samples.</param>
/// <param name="Part">Which of its microbatches.</param>
/// <param name="Version">Steps that the parameters have behind them.</param>
/// <param name="Parameters">In memory order; read only.</param>
/// <param name="Lent">A buffer for each node's sum, as far as there are free ones; until the answer is sent.</param>
public sealed record ComputeInto(string Run, Minibatch Minibatch, Part Part, long Version, ReadOnlyMemory<float> Parameters,
    IReadOnlyList<Memory<float>> Lent) : ComputeGradient(Run, Minibatch, Part, Version, Parameters);

using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Actors.Messages;

// Between the parameter server and its shards, which are in the same process.

/// <summary>
/// Server to each of its shards: all gradients of a step have arrived; average a slice and take the step on it. All shards share
/// the memory, and each writes only its slice. A late copy is ignored.
/// </summary>
/// <param name="Step">The number of the step.</param>
/// <param name="Sum">The gradients; not written until all shards have answered.</param>
/// <param name="Parameters">The current version; read only.</param>
/// <param name="Next">The memory for the next version.</param>
public sealed record TakeShardStep(long Step, StepSum Sum, ReadOnlyMemory<float> Parameters, Memory<float> Next);

/// <summary>Shard to server: the step is taken on the slice. The next version is complete when all shards have answered.</summary>
/// <param name="Shard">The number of the shard, from 0.</param>
/// <param name="Step">The number of the step.</param>
/// <param name="IsFinite">Whether the result is finite; if not, the training has diverged.</param>
public sealed record ShardStepped(int Shard, long Step, bool IsFinite);

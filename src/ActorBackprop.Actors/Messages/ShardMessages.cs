using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Actors.Messages;

// Between the parameter server and its shards, which live where it lives. They share a file because they are read together.

/// <summary>
/// Server to each of its shards: all gradients of a step are in; average your slice and take the step on it. Its memory
/// is shared by all shards, each of which writes its own slice. Late or twice: ignored.
/// </summary>
/// <param name="Step">The number of the step.</param>
/// <param name="Sum">The gradients. Read only until all have answered.</param>
/// <param name="Parameters">The version they were computed on. Read only.</param>
/// <param name="Next">Memory of the next version.</param>
public sealed record TakeShardStep(long Step, StepSum Sum, ReadOnlyMemory<float> Parameters, Memory<float> Next);

/// <summary>Shard to server: the slice's part of a step is done. It counts with the answers of all other shards. Late or twice: ignored.</summary>
/// <param name="Shard">Which shard, from 0.</param>
/// <param name="Step">Which step.</param>
/// <param name="IsFinite">Whether what it leads to is finite there; if not, the training has diverged.</param>
public sealed record ShardStepped(int Shard, long Step, bool IsFinite);

using Akka.Actor;

namespace ActorBackprop.Actors;

/// <summary>Whom a parameter server tells, beside its workers, which come to it.</summary>
/// <param name="Observers">Get every fact; answer nothing.</param>
/// <param name="Evaluator">Measures the parameters at each epoch's end; null for none.</param>
/// <param name="Store">Writes checkpoints; null for none.</param>
public sealed record ServerPeers(IReadOnlyList<IActorRef> Observers, IActorRef? Evaluator = null, IActorRef? Store = null);

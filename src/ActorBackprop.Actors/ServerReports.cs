using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors;

/// <summary>The actors that a parameter server tells something, beside its workers, which come to it.</summary>
/// <param name="Observers">They are told every fact, and answer nothing.</param>
/// <param name="Evaluator">Measures the parameters at each epoch's end; null for none.</param>
/// <param name="Store">Writes checkpoints; null for none.</param>
public sealed record ServerPeers(IReadOnlyList<IActorRef> Observers, IActorRef? Evaluator = null, IActorRef? Store = null);

/// <summary>
/// Tells facts to the observers, and snapshots to the evaluator and the store. Counts the answers of these two that are still to
/// come.
/// </summary>
internal sealed class ServerReports(ServerPeers peers)
{
    private int _evaluating, _storing;
    private long _lastStored = -1;

    /// <summary>Whether an answer is still to come.</summary>
    public bool AwaitsAnswers => _evaluating > 0 || _storing > 0;

    /// <summary>Whether the evaluator or the store is so far behind that the server has to wait for it.</summary>
    public bool IsBacklogged => _evaluating >= ParameterServer.MaxOutstanding || _storing >= ParameterServer.MaxOutstanding;

    /// <summary>Has the server watch the evaluator and the store.</summary>
    public void Watch(IActorContext context)
    {
        foreach (var peer in new[] { peers.Evaluator, peers.Store })
            if (peer is not null) context.Watch(peer);
    }

    /// <summary>Whether an actor is the evaluator or the store.</summary>
    public bool IsPeer(IActorRef actor) => actor.Equals(peers.Evaluator) || actor.Equals(peers.Store);

    /// <summary>Tells the observers a fact.</summary>
    public void Tell(object fact)
    {
        foreach (var observer in peers.Observers) observer.Tell(fact);
    }

    /// <summary>Has an epoch's snapshot measured, if there is an evaluator.</summary>
    public void Evaluate(int epoch, TrainingSnapshot snapshot)
    {
        if (peers.Evaluator is null) return;
        _evaluating++;
        peers.Evaluator.Tell(new EvaluateParameters(epoch, snapshot));
    }

    /// <summary>The evaluator has answered.</summary>
    public void Evaluated() => _evaluating--;

    /// <summary>Has a snapshot stored, if there is a store and a training can continue from it.</summary>
    public void Store(TrainingSnapshot snapshot)
    {
        if (peers.Store is null || !snapshot.IsComplete) return;
        _storing++;
        _lastStored = snapshot.Steps;
        peers.Store.Tell(new StoreSnapshot(snapshot));
    }

    /// <summary>Whether the store has been given the snapshot after this many steps.</summary>
    public bool HasStored(long steps) => _lastStored == steps;

    /// <summary>The store has answered.</summary>
    public void Stored() => _storing--;

    /// <summary>The store will not answer any more.</summary>
    public void ForgetStore() => _storing = 0;

    /// <summary>Neither of the two will answer any more.</summary>
    public void Forget() => _evaluating = _storing = 0;
}

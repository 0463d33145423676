using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors;

/// <summary>The actors that a parameter server sends messages to, besides its workers, which register themselves.</summary>
/// <param name="Observers">They receive every fact and do not answer.</param>
/// <param name="Evaluator">Evaluates the parameters at each epoch's end; null for none.</param>
/// <param name="Store">Writes checkpoints; null for none.</param>
public sealed record ServerPeers(IReadOnlyList<IActorRef> Observers, IActorRef? Evaluator = null, IActorRef? Store = null);

/// <summary>
/// Sends facts to the observers, and snapshots to the evaluator and the store. Counts the pending answers of these two.
/// </summary>
internal sealed class ServerReports(ServerPeers peers)
{
    private int _evaluating, _storing;
    private long _lastStored = -1;

    /// <summary>Whether an answer is pending.</summary>
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

    /// <summary>Sends an epoch's snapshot to the evaluator, if there is one.</summary>
    public void Evaluate(int epoch, TrainingSnapshot snapshot)
    {
        if (peers.Evaluator is null) return;
        _evaluating++;
        peers.Evaluator.Tell(new EvaluateParameters(epoch, snapshot));
    }

    /// <summary>Counts an answer of the evaluator.</summary>
    public void Evaluated() => _evaluating--;

    /// <summary>Sends a snapshot to the store, if there is one and a training can continue from the snapshot.</summary>
    public void Store(TrainingSnapshot snapshot)
    {
        if (peers.Store is null || !snapshot.IsComplete) return;
        _storing++;
        _lastStored = snapshot.Steps;
        peers.Store.Tell(new StoreSnapshot(snapshot));
    }

    /// <summary>Whether the snapshot after this many steps was the last one sent to the store.</summary>
    public bool HasStored(long steps) => _lastStored == steps;

    /// <summary>Counts an answer of the store.</summary>
    public void Stored() => _storing--;

    /// <summary>Expects no further answer from the store.</summary>
    public void ForgetStore() => _storing = 0;

    /// <summary>Expects no further answers.</summary>
    public void Forget() => _evaluating = _storing = 0;
}

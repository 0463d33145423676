using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors;

/// <summary>
/// What a parameter server tells those beside its workers: facts to the observers, snapshots to the evaluator and the
/// store. Counts the answers of these two that are still to come.
/// </summary>
internal sealed class Reports(ServerPeers peers)
{
    private int _evaluating, _storing;
    private long _lastStored = -1;

    /// <summary>Whether an answer is still to come.</summary>
    public bool AreAwaited => _evaluating > 0 || _storing > 0;

    /// <summary>Whether one of the two is so far behind that it has to be waited for.</summary>
    public bool AreBehind => _evaluating >= ParameterServer.MostOutstanding || _storing >= ParameterServer.MostOutstanding;

    /// <summary>Has the server watch the evaluator and the store.</summary>
    public void Watch(IActorContext context)
    {
        foreach (var peer in new[] { peers.Evaluator, peers.Store })
            if (peer is not null) context.Watch(peer);
    }

    /// <summary>Whether an actor is the evaluator or the store.</summary>
    public bool Reach(IActorRef actor) => actor.Equals(peers.Evaluator) || actor.Equals(peers.Store);

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

    /// <summary>Has a snapshot stored, if there is a store and somebody can go on from it.</summary>
    public void Store(TrainingSnapshot snapshot)
    {
        if (peers.Store is null || !snapshot.IsComplete) return;
        _storing++;
        _lastStored = snapshot.Steps;
        peers.Store.Tell(new StoreSnapshot(snapshot));
    }

    /// <summary>Whether the store has been given the snapshot after this many steps.</summary>
    public bool HaveStored(long steps) => _lastStored == steps;

    /// <summary>The store has answered.</summary>
    public void Stored() => _storing--;

    /// <summary>The store will answer no more.</summary>
    public void ForgetStore() => _storing = 0;

    /// <summary>Neither of the two will answer any more.</summary>
    public void Forget() => _evaluating = _storing = 0;
}

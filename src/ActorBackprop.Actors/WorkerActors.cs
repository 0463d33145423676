using ActorBackprop.Actors.Messages;
using Akka.Actor;

namespace ActorBackprop.Actors;

/// <summary>Finds the actor of a worker by the worker's number, and the workers of an actor, which may be the proxy of several.</summary>
internal sealed class WorkerActors
{
    private readonly Dictionary<int, (WorkerId Id, IActorRef Actor)> _workers = [];
    private readonly Dictionary<IActorRef, List<int>> _numbers = [];

    /// <summary>The number of workers.</summary>
    public int Count => _workers.Count;

    /// <summary>The actor of a worker.</summary>
    public IActorRef this[int number] => _workers[number].Actor;

    /// <summary>Adds a worker, in place of the one that had its number.</summary>
    /// <returns>The worker that had the number; null for none.</returns>
    public WorkerId? Enter(WorkerId worker, IActorRef actor)
    {
        var isKnown = _workers.TryGetValue(worker.Number, out var known);
        if (!isKnown || !known.Actor.Equals(actor))
        {
            if (isKnown) Forget(known.Actor, worker.Number);
            if (_numbers.TryGetValue(actor, out var numbers)) numbers.Add(worker.Number);
            else _numbers.Add(actor, [worker.Number]);
        }
        _workers[worker.Number] = (worker, actor);
        return isKnown ? known.Id : null;
    }

    /// <summary>Removes an actor's workers.</summary>
    /// <returns>The workers.</returns>
    public List<WorkerId> Remove(IActorRef actor)
    {
        var gone = new List<WorkerId>();
        if (!_numbers.Remove(actor, out var numbers)) return gone;
        foreach (var number in numbers)
            if (_workers.Remove(number, out var worker)) gone.Add(worker.Id);
        return gone;
    }

    private void Forget(IActorRef actor, int number)
    {
        var numbers = _numbers[actor];
        numbers.Remove(number);
        if (numbers.Count == 0) _numbers.Remove(actor);
    }
}

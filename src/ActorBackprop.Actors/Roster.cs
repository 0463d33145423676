using ActorBackprop.Actors.Messages;
using Akka.Actor;

namespace ActorBackprop.Actors;

/// <summary>The workers' actors, found by a worker's number, and the workers by their actor, which may stand for several.</summary>
internal sealed class Roster
{
    private readonly Dictionary<int, (WorkerId Id, IActorRef Actor)> _workers = [];
    private readonly Dictionary<IActorRef, List<int>> _numbers = [];

    /// <summary>Workers on it.</summary>
    public int Count => _workers.Count;

    /// <summary>The actor of a worker that is on it.</summary>
    public IActorRef this[int number] => _workers[number].Actor;

    /// <summary>Puts a worker on it, in the place of whoever had its number.</summary>
    /// <returns>Who had the number; null if nobody did.</returns>
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

    /// <summary>Takes an actor's workers off it.</summary>
    /// <returns>Who they were.</returns>
    public List<WorkerId> Leave(IActorRef actor)
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

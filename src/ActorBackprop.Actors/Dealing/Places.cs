using System.Runtime.InteropServices;
using ActorBackprop.Actors.Messages;

namespace ActorBackprop.Actors.Dealing;

/// <summary>The workers by their numbers: who is here, who is idle, and what the others have in their hands.</summary>
/// <param name="most">Numbers are below this.</param>
internal sealed class Places(int most)
{
    private readonly Dictionary<long, int> _held = []; // open deals by their steps
    private Place[] _places = [];

    /// <summary>Workers that are here.</summary>
    public int Count { get; private set; }

    /// <summary>The numbers of those that have nothing to do.</summary>
    public NumberSet Idle { get; } = new(most);

    /// <summary>Where numbers end: each one here is below it.</summary>
    public int End => _places.Length;

    /// <summary>The worker that is here under a number; null if none is.</summary>
    public WorkerId? Find(int number) => (uint)number < (uint)_places.Length && _places[number].IsHere ? _places[number].Worker : null;

    /// <summary>What a worker has in its hands; null for nothing.</summary>
    public Deal? Open(int number) => (uint)number < (uint)_places.Length && _places[number].IsBusy ? _places[number].Deal : null;

    /// <summary>Whether a worker's part has been out for a whole interval between two checks, or longer.</summary>
    public bool IsOverdue(int number) => _places[number].IsOverdue;

    /// <summary>How many open deals are not overdue.</summary>
    public int Timely { get; private set; }

    /// <summary>Whether a worker has a part that is not overdue.</summary>
    public bool IsTimely(int number) => Open(number) is not null && !IsOverdue(number);

    /// <summary>How many deals of a step are open.</summary>
    public int Held(long step) => _held.GetValueOrDefault(step);

    /// <summary>A worker is here; if its place was empty it is idle.</summary>
    public void Enter(WorkerId worker)
    {
        var number = worker.Number;
        if (number >= _places.Length) Array.Resize(ref _places, Math.Min(most, Math.Max(number + 1, 2 * _places.Length)));
        ref var place = ref _places[number];
        place.Worker = worker;
        if (place.IsHere) return;
        place.IsHere = true;
        Count++;
        Idle.Add(number);
    }

    /// <summary>A worker that is idle is gone.</summary>
    public void Leave(int number)
    {
        if (Find(number) is null) return;
        _places[number].IsHere = false;
        Count--;
        Idle.Remove(number);
    }

    /// <summary>An idle worker is dealt a part.</summary>
    public void Hand(Deal deal)
    {
        ref var place = ref _places[deal.Worker.Number];
        (place.Deal, place.IsBusy, place.Checks) = (deal, true, 0);
        Idle.Remove(deal.Worker.Number);
        CollectionsMarshal.GetValueRefOrAddDefault(_held, deal.Step, out _)++;
        Timely++;
    }

    /// <summary>A worker has a part no longer: it is idle.</summary>
    public void Close(int number)
    {
        ref var place = ref _places[number];
        if (!place.IsOverdue) Timely--;
        place.IsBusy = false;
        Idle.Add(number);
        ref var held = ref CollectionsMarshal.GetValueRefOrNullRef(_held, place.Deal.Step);
        if (--held == 0) _held.Remove(place.Deal.Step);
    }

    /// <summary>A worker's part has lived through one more check.</summary>
    public void Check(int number)
    {
        ref var place = ref _places[number];
        if (place.IsOverdue) return;
        place.Checks++;
        if (place.IsOverdue) Timely--;
    }

    private struct Place
    {
        public WorkerId Worker;
        public Deal Deal;
        public byte Checks;
        public bool IsHere, IsBusy;

        public readonly bool IsOverdue => Checks >= 2;
    }
}

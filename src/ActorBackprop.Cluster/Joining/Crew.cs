using ActorBackprop.Actors.Messages;

namespace ActorBackprop.Cluster.Joining;

/// <summary>
/// Which worker numbers are taken, and which incarnation a place is in. Knows no actors. A number that is free goes to
/// whoever comes next, the smallest first; its incarnations go on, so that what its last holder still sends is refused.
/// </summary>
/// <param name="most">Workers there may be.</param>
internal sealed class Crew(int most)
{
    private readonly SortedSet<int> _free = [];
    private readonly List<int> _incarnations = []; // the last one of each number ever taken

    /// <summary>Workers that are here.</summary>
    public int Count => _incarnations.Count - _free.Count;

    /// <summary>Takes places for a process's workers; null if there are not so many.</summary>
    public IReadOnlyList<PlaceOffered>? TryTake(int workers)
    {
        if (workers < 1 || Count + workers > most) return null;
        var places = new List<PlaceOffered>();
        while (places.Count < workers)
        {
            var number = _free.Count > 0 ? _free.Min : _incarnations.Count;
            if (!_free.Remove(number)) _incarnations.Add(0);
            places.Add(new PlaceOffered(number, _incarnations[number] + 1));
        }
        return places;
    }

    /// <summary>An incarnation was seen at a place: the next holder's are above it.</summary>
    public void Seen(WorkerId worker) => _incarnations[worker.Number] = Math.Max(_incarnations[worker.Number], worker.Incarnation);

    /// <summary>A process is gone; its places are free. The incarnation it began with counts as used, whether it was seen or not.</summary>
    public void Free(IEnumerable<PlaceOffered> places)
    {
        foreach (var place in places)
        {
            Seen(new WorkerId(place.Number, place.Incarnation));
            _free.Add(place.Number);
        }
    }
}

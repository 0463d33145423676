namespace ActorBackprop.Studio.Stages;

/// <summary>
/// Moments of a game to look back at, evenly spread over its virtual time. When there are too many every second one is left
/// out, and from then on they are taken half as often.
/// </summary>
/// <param name="spacing">Virtual time between two of them at first.</param>
/// <param name="most">How many are kept.</param>
internal sealed class Album(TimeSpan spacing, int most)
{
    private readonly Lock _lock = new();
    private readonly List<Moment> _moments = [];
    private TimeSpan _spacing = spacing;
    private double[][]? _index;

    /// <summary>Of each moment: turn, seconds of virtual time, steps completed.</summary>
    public IReadOnlyList<double[]> Index
    {
        get
        {
            lock (_lock) return _index ??= [.. _moments.Select(one => new[] { one.Place.Turn, one.Place.At.TotalSeconds, one.Step })];
        }
    }

    /// <summary>Whether it is time for another one.</summary>
    public bool IsDue(TimeSpan now)
    {
        lock (_lock) return _moments.Count == 0 || now - _moments[^1].Place.At >= _spacing;
    }

    /// <summary>Keeps a moment, later than all others.</summary>
    public void Add(Moment moment)
    {
        lock (_lock)
        {
            if (_moments.Count == most)
            {
                var kept = _moments.Where((_, i) => i % 2 == 0).ToList();
                _moments.Clear();
                _moments.AddRange(kept);
                _spacing *= 2;
            }
            _moments.Add(moment);
            _index = null;
        }
    }

    /// <summary>The last moment that is not after a turn; null if there is none.</summary>
    public Moment? At(long turn)
    {
        lock (_lock) return _moments.LastOrDefault(one => one.Place.Turn <= turn);
    }
}

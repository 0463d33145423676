using ActorBackprop.Runs.Training;

namespace ActorBackprop.Studio.Sessions;

/// <summary>
/// Moments of a game to look back at, evenly spread over its virtual time. When there are too many, every second one is dropped, and from
/// then on they are taken half as often.
/// </summary>
/// <param name="spacing">Virtual time between two of them at first.</param>
/// <param name="most">The most that are kept.</param>
internal sealed class MomentHistory(TimeSpan spacing, int most)
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

    /// <summary>Whether another one is due.</summary>
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

/// <summary>A moment of a game: its picture, its parameters, and the exact place to replay to.</summary>
/// <param name="Place">Where.</param>
/// <param name="Step">Steps completed by then.</param>
/// <param name="Inputs">Inputs by hand that were given by then.</param>
/// <param name="EventsSha256">The event log's chain of hashes up to it.</param>
/// <param name="Snapshot">The parameters; null where nothing is learned.</param>
/// <param name="Sections">The sections of its frame.</param>
public sealed record Moment(GamePlace Place, long Step, int Inputs, string EventsSha256, ParameterSnapshot? Snapshot,
    IReadOnlyList<(string Name, object? Content)> Sections);

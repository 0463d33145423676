using ActorBackprop.Runs.Training;

namespace ActorBackprop.Studio.Sessions;

/// <summary>
/// Keeps moments of a game, evenly spaced in virtual time. When there are too many, it drops every second one, and from then on keeps half
/// as many.
/// </summary>
/// <param name="spacing">Virtual time between two moments at first.</param>
/// <param name="max">The most moments that are kept.</param>
internal sealed class MomentHistory(TimeSpan spacing, int max)
{
    private readonly Lock _lock = new();
    private readonly List<Moment> _moments = [];
    private TimeSpan _spacing = spacing;
    private double[][]? _index;

    /// <summary>The turn, seconds of virtual time and completed steps of each moment.</summary>
    public IReadOnlyList<double[]> Index
    {
        get
        {
            lock (_lock) return _index ??= [.. _moments.Select(one => new[] { one.Place.Turn, one.Place.At.TotalSeconds, one.Step })];
        }
    }

    /// <summary>Returns whether the next moment is due.</summary>
    public bool IsDue(TimeSpan now)
    {
        lock (_lock) return _moments.Count == 0 || now - _moments[^1].Place.At >= _spacing;
    }

    /// <summary>Keeps a moment, later than all others.</summary>
    public void Add(Moment moment)
    {
        lock (_lock)
        {
            if (_moments.Count == max)
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

    /// <summary>Returns the last moment up to a turn; null if there is none.</summary>
    public Moment? At(long turn)
    {
        lock (_lock) return _moments.LastOrDefault(one => one.Place.Turn <= turn);
    }
}

/// <summary>A moment of a game: its picture, its parameters, and the exact place to replay to.</summary>
/// <param name="Place">The position in the game.</param>
/// <param name="Step">Completed steps.</param>
/// <param name="Inputs">Number of manual inputs so far.</param>
/// <param name="EventsSha256">The event log's chain of hashes so far.</param>
/// <param name="Snapshot">The parameters; null where nothing is learned.</param>
/// <param name="Sections">The sections of its frame.</param>
public sealed record Moment(GamePlace Place, long Step, int Inputs, string EventsSha256, ParameterSnapshot? Snapshot,
    IReadOnlyList<(string Name, object? Content)> Sections);

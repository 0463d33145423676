namespace ActorBackprop.Studio.Sessions;

/// <summary>
/// The cost over the steps: a point a step, and when there are too many, the means of two, four, eight … of them. Then all of it is sent
/// again.
/// </summary>
internal sealed class CostCurve : IGrowingSection
{
    private const int Most = 1024;

    private readonly Lock _lock = new();
    private readonly List<double[]> _points = [];
    private readonly List<double[]> _gathered = [];
    private long _thinned;
    private int _each = 1;

    /// <inheritdoc/>
    public string Name => "curve";

    /// <summary>Adds a point.</summary>
    /// <param name="step">Steps completed.</param>
    /// <param name="world">Seconds of virtual time, or of training time.</param>
    /// <param name="wall">Seconds of wall-clock time.</param>
    /// <param name="cost">Mean cost of the samples since the point before.</param>
    public void Add(long step, double world, double wall, double cost)
    {
        lock (_lock)
        {
            _gathered.Add([step, world, wall, cost]);
            if (_gathered.Count < _each) return;
            _points.Add(Mean(_gathered));
            _gathered.Clear();
            if (_points.Count < Most) return;
            var halved = _points.Chunk(2).Select(Mean).ToList();
            _points.Clear();
            _points.AddRange(halved);
            (_each, _thinned) = (_each * 2, _thinned + 1);
        }
    }

    /// <inheritdoc/>
    public object? After(ref long place)
    {
        lock (_lock)
        {
            // A place is how often it was thinned, and the points that were seen.
            var seen = place / Most == _thinned ? (int)(place % Most) : 0;
            place = _thinned * Most + _points.Count;
            return seen == _points.Count ? null : new { from = seen, points = _points.Skip(seen).ToArray() };
        }
    }

    /// <summary>Places and times are those of the last, the cost is the mean.</summary>
    private static double[] Mean(IReadOnlyList<double[]> points) => [.. points[^1][..3], points.Average(point => point[3])];
}

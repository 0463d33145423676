namespace ActorBackprop.Lab.Statistics;

/// <summary>
/// A law for the speed-up S with p times the workers, fitted by least squares: for weak scaling Gustafson's, S = p − σ (p − 1); for strong
/// scaling Amdahl's, 1/S = σ + (1 − σ)/p; where speed-ups fall again, Gunther's universal scalability law,
/// S = p / (1 + σ (p − 1) + κ p (p − 1)).
/// </summary>
/// <param name="Serial">σ, from 0 to 1: the share of a training that more workers do not make faster.</param>
/// <param name="Crosstalk">κ, 0 or more: the cost of each pair of workers. 0 in the laws of Amdahl and Gustafson.</param>
/// <param name="IsWeak">Whether the minibatch grows with the workers.</param>
/// <param name="Residual">The root mean square of the differences between speed-ups and law.</param>
public sealed record ScalingLaw(double Serial, double Crosstalk, bool IsWeak, double Residual)
{
    private const double LargeResidual = 0.05; // of the largest speed-up

    private double _largest;

    /// <summary>The name of the law.</summary>
    public string Name => IsWeak ? "Gustafson's law" : Crosstalk > 0 ? "Gunther's universal scalability law" : "Amdahl's law";

    /// <summary>
    /// The speed-up that no number of workers exceeds according to Amdahl's law. Null where another law is fitted, where nothing is serial, and
    /// where a speed-up exceeds it or the residual is more than 5 % of the largest speed-up.
    /// </summary>
    public double? Ceiling =>
        IsWeak || Crosstalk > 0 || Serial <= 0 || _largest > 1 / Serial || Residual > LargeResidual * _largest ? null : 1 / Serial;

    /// <summary>The multiple of the base workers with the largest speed-up; null where it grows with every worker.</summary>
    public double? Peak => Crosstalk > 0 ? Math.Max(1, Math.Sqrt((1 - Serial) / Crosstalk)) : null;

    /// <summary>Fits a law.</summary>
    /// <param name="speedUps">Workers, as multiples of the base workers, and speed-ups; at least one multiple is not 1.</param>
    /// <param name="isWeak">Whether the minibatch grows with the workers.</param>
    public static ScalingLaw Fit(IReadOnlyList<(double Workers, double SpeedUp)> speedUps, bool isWeak)
    {
        var (serial, crosstalk) = isWeak ? (Line(speedUps, p => 1 - p.Workers, p => p.SpeedUp - p.Workers), 0)
            : Falls(speedUps) ? Universal(speedUps)
            : (Line(speedUps, p => 1 - 1 / p.Workers, p => 1 / p.SpeedUp - 1 / p.Workers), 0);
        var law = new ScalingLaw(serial, crosstalk, isWeak, 0) { _largest = speedUps.Max(point => point.SpeedUp) };
        return law with { Residual = Math.Sqrt(speedUps.Average(point => Math.Pow(point.SpeedUp - law.SpeedUp(point.Workers), 2))) };
    }

    /// <summary>Returns the speed-up that the law predicts.</summary>
    /// <param name="workers">Workers, as a multiple of the base workers.</param>
    public double SpeedUp(double workers) => IsWeak
        ? workers - Serial * (workers - 1)
        : workers / (1 + Serial * (workers - 1) + Crosstalk * workers * (workers - 1));

    /// <summary>Returns whether speed-ups fall with more workers, and there are enough points for two parameters.</summary>
    private static bool Falls(IReadOnlyList<(double Workers, double SpeedUp)> speedUps)
    {
        var sorted = speedUps.OrderBy(point => point.Workers).ToList();
        return sorted.Count(point => point.Workers > 1) > 1 && sorted.Zip(sorted.Skip(1)).Any(pair => pair.Second.SpeedUp < pair.First.SpeedUp);
    }

    /// <summary>Returns the slope s of y = s x, from 0 to 1.</summary>
    private static double Line(IReadOnlyList<(double Workers, double SpeedUp)> points,
        Func<(double Workers, double SpeedUp), double> x, Func<(double Workers, double SpeedUp), double> y)
    {
        var square = points.Sum(point => x(point) * x(point));
        ArgumentOutOfRangeException.ThrowIfZero(square, nameof(points));
        return Math.Clamp(points.Sum(point => x(point) * y(point)) / square, 0, 1);
    }

    /// <summary>
    /// Returns σ and κ of p/S − 1 = σ (p − 1) + κ p (p − 1). Each point is weighted by S/p, so that relative errors of speed-ups count.
    /// </summary>
    private static (double Serial, double Crosstalk) Universal(IReadOnlyList<(double Workers, double SpeedUp)> points)
    {
        double aa = 0, ab = 0, bb = 0, ay = 0, by = 0;
        foreach (var (p, s) in points)
        {
            var (a, b, y) = ((p - 1) * s / p, (p - 1) * s, 1 - s / p);
            (aa, ab, bb, ay, by) = (aa + a * a, ab + a * b, bb + b * b, ay + a * y, by + b * y);
        }
        var determinant = aa * bb - ab * ab;
        var serial = determinant > 0 ? (ay * bb - by * ab) / determinant : 0;
        // Where the best σ is out of range, the nearest in range, with the best κ for it.
        serial = Math.Clamp(serial, 0, 1);
        return (serial, Math.Max(0, (by - serial * ab) / bb));
    }
}

namespace ActorBackprop.Lab.Statistics;

/// <summary>
/// The share s of a training that more workers do not make faster, fitted to speed-ups by least squares. Of strong scaling
/// by Amdahl's law, 1/S = s + (1 − s)/p, on the reciprocals; of weak scaling by Gustafson's, S = p − s (p − 1).
/// </summary>
/// <param name="Serial">s, from 0 to 1.</param>
/// <param name="IsWeak">Whether the minibatch grows with the workers.</param>
/// <param name="Residual">Root of the mean square by which the speed-ups miss the law.</param>
public sealed record ScalingLaw(double Serial, bool IsWeak, double Residual)
{
    /// <summary>Fits the law.</summary>
    /// <param name="speedUps">Workers, as multiples of those that the speed-up 1 belongs to, and the speed-up; one of them is not 1.</param>
    /// <param name="isWeak">Whether the minibatch grows with the workers.</param>
    public static ScalingLaw Fit(IReadOnlyList<(double Workers, double SpeedUp)> speedUps, bool isWeak)
    {
        // Both laws are lines through the origin: y = s x.
        var points = speedUps.Select(point => isWeak
            ? (X: 1 - point.Workers, Y: point.SpeedUp - point.Workers)
            : (X: 1 - 1 / point.Workers, Y: 1 / point.SpeedUp - 1 / point.Workers)).ToList();
        var square = points.Sum(point => point.X * point.X);
        ArgumentOutOfRangeException.ThrowIfZero(square, nameof(speedUps));
        var law = new ScalingLaw(Math.Clamp(points.Sum(point => point.X * point.Y) / square, 0, 1), isWeak, 0);
        return law with { Residual = Math.Sqrt(speedUps.Average(point => Math.Pow(point.SpeedUp - law.SpeedUp(point.Workers), 2))) };
    }

    /// <summary>The speed-up that the law foretells.</summary>
    /// <param name="workers">Workers, as a multiple of those that the speed-up 1 belongs to.</param>
    public double SpeedUp(double workers) => IsWeak ? workers - Serial * (workers - 1) : 1 / (Serial + (1 - Serial) / workers);
}

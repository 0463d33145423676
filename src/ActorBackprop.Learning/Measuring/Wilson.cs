namespace ActorBackprop.Learning.Measuring;

/// <summary>How far a fraction that was counted may be from the true one.</summary>
public static class Wilson
{
    private const double Z = 1.959963984540054; // 97.5 % of N(0, 1) lie below it

    /// <summary>The 95 % interval of Wilson 1927, which also holds for few samples and for fractions near 0 and 1.</summary>
    /// <param name="correct">How many, from 0 to <paramref name="samples"/>.</param>
    /// <param name="samples">Of how many, 1 or more.</param>
    public static (double Low, double High) Interval(int correct, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)correct, (uint)samples, nameof(correct));
        var (n, p) = ((double)samples, (double)correct / samples);
        var middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
        var half = Z / (1 + Z * Z / n) * Math.Sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}

namespace ActorBackprop.Learning.Explaining;

/// <summary>How near one gradient is to another.</summary>
/// <param name="Cosine">Of the angle between them: 1 is the same direction, 0 no more than chance. 0 where one has no length.</param>
/// <param name="Length">√Σ g² of the one.</param>
/// <param name="OtherLength">√Σ g² of the other.</param>
public sealed record GradientComparison(double Cosine, double Length, double OtherLength)
{
    /// <summary>The one's length by the other's; not finite where the other has none.</summary>
    public double LengthRatio => Length / OtherLength;

    /// <summary>Compares two gradients of one network.</summary>
    public static GradientComparison Of(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(one.Length, other.Length);
        var (product, square, otherSquare) = (0.0, 0.0, 0.0);
        for (var i = 0; i < one.Length; i++)
        {
            product += one[i] * other[i];
            square += one[i] * one[i];
            otherSquare += other[i] * other[i];
        }
        var (length, otherLength) = (Math.Sqrt(square), Math.Sqrt(otherSquare));
        return new(length * otherLength == 0 ? 0 : product / (length * otherLength), length, otherLength);
    }
}

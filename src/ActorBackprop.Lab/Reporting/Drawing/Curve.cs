namespace ActorBackprop.Lab.Reporting.Drawing;

/// <summary>A line of a chart.</summary>
/// <param name="Index">Its colour and mark.</param>
/// <param name="Points">Its points: place, value, and the interval of the value; none where the single runs are all there is.</param>
internal sealed record Curve(int Index, IReadOnlyList<(double X, double Y, double Low, double High)> Points)
{
    /// <summary>The single runs that it is the median of, drawn thin.</summary>
    public IReadOnlyList<IReadOnlyList<(double X, double Y)>> Runs { get; init; } = [];

    /// <summary>Whether the line is a law, not something that was measured.</summary>
    public bool IsLaw { get; init; }

    /// <summary>Whether a law is what everything else is held against, and has no colour of its own.</summary>
    public bool IsIdeal { get; init; }

    /// <summary>Whether the single values are points, not lines.</summary>
    public bool HasDots { get; init; }
}

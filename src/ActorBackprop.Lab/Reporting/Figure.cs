namespace ActorBackprop.Lab.Reporting;

/// <summary>A chart with what it shows.</summary>
/// <param name="Title">What it shows, in words.</param>
/// <param name="Svg">The drawing.</param>
/// <param name="Times">What its times are worth.</param>
internal sealed record Figure(string Title, string Svg, string Times)
{
    /// <summary>What the reader may choose it by, of several in one place; null where it stands alone.</summary>
    public string? Tab { get; init; }
}

using ActorBackprop.Configuration;

namespace ActorBackprop.Lab.Experiments;

/// <summary>A figure that somebody else has published, to stand beside ours.</summary>
public sealed record PublishedFigure
{
    /// <summary>The runs it is about: those with these values; none stands for all.</summary>
    public IReadOnlyList<Assignment> Where { get; init; } = [];

    /// <summary>What it tells. Default: <see cref="Measure.TestAccuracy"/>.</summary>
    public Measure Measure { get; init; }

    /// <summary>The figure, in percent or epochs.</summary>
    public required double Value { get; init; }

    /// <summary>What else there is to say of it. Default: nothing.</summary>
    public string Note { get; init; } = "";
}

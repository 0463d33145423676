using ActorBackprop.Configuration;
using ActorBackprop.Learning;

namespace ActorBackprop.Lab.Experiments;

/// <summary>A figure that somebody else has published, to stand beside ours.</summary>
public sealed record PublishedFigure
{
    /// <summary>The runs it is about: those with these values; none stands for all.</summary>
    public IReadOnlyList<Assignment> Where { get; init; } = [];

    /// <summary>What it tells. Default: <see cref="Measure.TestAccuracy"/>.</summary>
    [Setting("What the figure tells")]
    public Measure Measure { get; init; }

    /// <summary>The figure, in percent or epochs.</summary>
    [Setting("The figure, in percent or epochs", min: 0)]
    public required double Value { get; init; }

    /// <summary>What else there is to say of it. Default: nothing.</summary>
    [Setting("What else there is to say of it", maxLength: 2000)]
    public string Note { get; init; } = "";
}

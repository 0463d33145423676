using ActorBackprop.Configuration;

namespace ActorBackprop.Cli.Explaining;

/// <summary>What somebody wants explained; names and lists as they were written.</summary>
internal sealed record ExplainRequest
{
    /// <summary>The settings an untrained network is made of.</summary>
    public required ResolvedConfiguration Configuration { get; init; }

    /// <summary>The directory of a run whose network it is; null for an untrained one.</summary>
    public string? Run { get; init; }

    /// <summary>All parameters in canonical order; null for those drawn by the seed.</summary>
    public string? Weights { get; init; }

    /// <summary>The input's numbers; null for a sample of the data.</summary>
    public string? Input { get; init; }

    /// <summary>The target's numbers, with <see cref="Input"/>.</summary>
    public string? Target { get; init; }

    /// <summary>Index of the sample in its set.</summary>
    public int Sample { get; init; }

    /// <summary>Which set: test, training or validation.</summary>
    public string From { get; init; } = "test";

    /// <summary>The weight whose chain rule is shown; null for the one the cost is most sensitive to.</summary>
    public string? Weight { get; init; }

    /// <summary>The neuron whose three ways are shown; null for that of the weight.</summary>
    public string? Neuron { get; init; }

    /// <summary>A parameter and what to add to it: w2:3,17=0.01; null for none.</summary>
    public string? Nudge { get; init; }

    /// <summary>Samples of the minibatch whose mean is shown; null for none.</summary>
    public int? Minibatch { get; init; }

    /// <summary>Rows of the ranking and of other long lists.</summary>
    public int Top { get; init; } = 10;

    public bool Json { get; init; }

    /// <summary>The page to write; null for none.</summary>
    public string? Html { get; init; }

    /// <summary>Nothing but ASCII on the terminal.</summary>
    public bool Ascii { get; init; }
}

using ActorBackprop.Configuration;
using ActorBackprop.Learning;

namespace ActorBackprop.Lab.Experiments;

/// <summary>What a sweep is to find out, and the runs it takes for it, before they are resolved.</summary>
public sealed record Experiment
{
    /// <summary>Its name: that of its file, usable as a directory's.</summary>
    public required string Name { get; init; }

    /// <summary>What it is called. Default: its name.</summary>
    [Setting("What the experiment is called", maxLength: 2000)]
    public string Title { get; init; } = "";

    /// <summary>What is asked. Default: nothing.</summary>
    [Setting("What it asks", maxLength: 2000)]
    public string About { get; init; } = "";

    /// <summary>Where the published figures are from. Default: nothing.</summary>
    [Setting("Where the published figures are from", maxLength: 2000)]
    public string Source { get; init; } = "";

    /// <summary>What all runs share: settings, and host, level and noGradient. Default: nothing.</summary>
    public IReadOnlyList<Assignment> Shared { get; init; } = [];

    /// <summary>What each run differs in, but the seed: one entry for each combination. Default: one that is empty.</summary>
    public IReadOnlyList<IReadOnlyList<Assignment>> Combinations { get; init; } = [[]];

    /// <summary>The seeds that each combination is run with; none stands for the one seed of the settings.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [];

    /// <summary>Times that each seed is run, to measure times. Default: 1.</summary>
    [Setting("How often each seed is run, to measure times", min: 1, max: 100)]
    public int Repeats { get; init; } = 1;

    /// <summary>The test accuracy whose time is told, as a fraction; null for one that all runs reach. Default: null.</summary>
    [Setting("The test accuracy whose time is told, as a fraction", min: 0, max: 1)]
    public double? Target { get; init; }

    /// <summary>What others have published. Default: nothing.</summary>
    public IReadOnlyList<PublishedFigure> Published { get; init; } = [];

    /// <summary>Where levels are looked for, beside those that ship: the directory of its file.</summary>
    public string Directory { get; init; } = "";

    /// <summary>The keys that vary.</summary>
    public IReadOnlyList<string> Varied =>
    [
        .. Combinations.SelectMany(combination => combination).Select(value => value.Key).Distinct(),
        .. Seeds.Count > 0 ? ["seed"] : Array.Empty<string>(),
    ];
}

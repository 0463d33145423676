using ActorBackprop.Configuration;
using ActorBackprop.Learning;

namespace ActorBackprop.Lab.Experiments;

/// <summary>The question of a sweep and the runs that answer it, before their settings are resolved.</summary>
public sealed record Experiment
{
    /// <summary>The name: that of its file, valid as the name of a directory.</summary>
    public required string Name { get; init; }

    /// <summary>The title. Default: the name.</summary>
    [Setting("Title of the experiment", maxLength: 2000)]
    public string Title { get; init; } = "";

    /// <summary>The question. Default: nothing.</summary>
    [Setting("The question that it answers", maxLength: 2000)]
    public string About { get; init; } = "";

    /// <summary>The source of the published figures. Default: nothing.</summary>
    [Setting("Source of the published figures", maxLength: 2000)]
    public string Source { get; init; } = "";

    /// <summary>The values that all runs share: settings, host, level and noGradient. Default: none.</summary>
    public IReadOnlyList<Assignment> Shared { get; init; } = [];

    /// <summary>The values that vary, except the seed: one entry per combination. Default: one empty combination.</summary>
    public IReadOnlyList<IReadOnlyList<Assignment>> Combinations { get; init; } = [[]];

    /// <summary>The seeds for each combination; none for the seed of the settings. Default: none.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [];

    /// <summary>Runs per seed, for timing. Default: 1.</summary>
    [Setting("Runs per seed, for timing", min: 1, max: 100)]
    public int Repeats { get; init; } = 1;

    /// <summary>The test accuracy, as a fraction, to which times are reported; null for one that all runs reach. Default: null.</summary>
    [Setting("Test accuracy, as a fraction, to which times are reported", min: 0, max: 1)]
    public double? Target { get; init; }

    /// <summary>Published figures. Default: none.</summary>
    public IReadOnlyList<PublishedFigure> Published { get; init; } = [];

    /// <summary>The directory of its file, which is searched for levels besides those that ship with the program.</summary>
    public string Directory { get; init; } = "";

    /// <summary>The keys that vary.</summary>
    public IReadOnlyList<string> Varied =>
    [
        .. Combinations.SelectMany(combination => combination).Select(value => value.Key).Distinct(),
        .. Seeds.Count > 0 ? ["seed"] : Array.Empty<string>(),
    ];
}

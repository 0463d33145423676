using System.Text.Json;
using ActorBackprop.Configuration;
using ActorBackprop.Learning;

namespace ActorBackprop.Lab.Experiments;

/// <summary>The parts of an experiment's file that say what varies: grid, zip and list, each combined with the others.</summary>
internal sealed class ExperimentParts
{
    /// <summary>Runs that a sweep may have.</summary>
    public const int MaxRuns = 10_000;

    private readonly List<IReadOnlyList<IReadOnlyList<Assignment>>> _groups = [];

    /// <summary>Takes a group of combinations.</summary>
    public Experiment With(IReadOnlyList<IReadOnlyList<Assignment>> group, Experiment experiment)
    {
        _groups.Add(group);
        return experiment;
    }

    /// <summary>The experiment with all combinations.</summary>
    /// <exception cref="ConfigurationException">One key varies in two of the groups, or there are too many runs.</exception>
    public Experiment Put(Experiment experiment)
    {
        var known = new Dictionary<string, Assignment>();
        foreach (var first in _groups.SelectMany(group => group.SelectMany(one => one).DistinctBy(value => value.Key)))
            if (!known.TryAdd(first.Key, first))
                throw new ConfigurationException(
                    $"{first.Label}: expected {first.Key} to vary in one of grid, zip and list, found it in two, first at {known[first.Key].Label}.");
        var runs = _groups.Aggregate((double)Math.Max(1, experiment.Seeds.Count) * experiment.Repeats, (all, group) => all * group.Count);
        return runs <= MaxRuns
            ? experiment with { Combinations = Combining.Product(_groups) }
            : throw new ConfigurationException($"{experiment.Name}: expected at most {MaxRuns} runs, found {runs:N0}.");
    }

    /// <summary>The values in an object.</summary>
    public static IEnumerable<Assignment> Assignments(SettingsFile.Entry entry) => entry.Value.ValueKind == JsonValueKind.Object
        ? entry.Inner().Select(inner => SweptSetting.Read(inner, inner))
        : throw new ConfigurationException($"{entry.ValueLabel}: {entry.Key}: expected an object, found {Shown.Json(entry.Value)}.");

    /// <summary>The axes of an object: a key with an array of its values each.</summary>
    public static IReadOnlyList<IReadOnlyList<Assignment>> Axes(SettingsFile.Entry entry)
    {
        if (entry.Value.ValueKind != JsonValueKind.Object || entry.Inner().Count == 0)
            throw new ConfigurationException(
                $"{entry.ValueLabel}: {entry.Key}: expected an object, {{ \"workers\": [1, 2], … }}, found {Shown.Json(entry.Value)}.");
        return
        [
            .. entry.Inner().Select(axis => (IReadOnlyList<Assignment>)[.. Items(axis, MaxRuns).Select(value => SweptSetting.Read(axis, value))]),
        ];
    }

    /// <summary>The axes of an object, one by one.</summary>
    public static IReadOnlyList<IReadOnlyList<Assignment>> Zip(SettingsFile.Entry entry)
    {
        var axes = Axes(entry);
        return axes.FirstOrDefault(axis => axis.Count != axes[0].Count) is { } other
            ? throw new ConfigurationException($"{other[0].Label}: zip: expected {axes[0].Count} values of {other[0].Key}, as {axes[0][0].Key} has, "
                + $"found {other.Count}.")
            : Combining.Zip(axes);
    }

    /// <summary>The combinations of an array, as they are.</summary>
    public static IReadOnlyList<IReadOnlyList<Assignment>> List(SettingsFile.Entry entry) =>
        [.. Items(entry, MaxRuns).Select(item => (IReadOnlyList<Assignment>)[.. Assignments(item)])];

    /// <summary>What is in an array.</summary>
    public static IReadOnlyList<SettingsFile.Entry> Items(SettingsFile.Entry entry, int most) =>
        entry.Value.ValueKind == JsonValueKind.Array && entry.Inner() is { Count: > 0 } items && items.Count <= most
            ? items
            : throw new ConfigurationException(
                $"{entry.ValueLabel}: {entry.Key}: expected an array of 1 to {most} values, found {Shown.Json(entry.Value)}.");
}

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

/// <summary>What a published figure tells of a run: all but <see cref="EpochsToTarget"/> in percent.</summary>
public enum Measure
{
    /// <summary>Test images right after the last epoch.</summary>
    TestAccuracy,

    /// <summary>Test images right after the epoch with the most.</summary>
    BestTestAccuracy,

    /// <summary>Test images wrong after the last epoch.</summary>
    TestError,

    /// <summary>Test images wrong after the epoch with the fewest.</summary>
    BestTestError,

    /// <summary>Validation images right after the last epoch; only a run that is told to measures them.</summary>
    ValidationAccuracy,

    /// <summary>Validation images right after the epoch with the most; only a run that is told to measures them.</summary>
    BestValidationAccuracy,

    /// <summary>Epochs up to the first that comes to the experiment's target; of federated averaging, rounds.</summary>
    EpochsToTarget,
}

/// <summary>How the runs of a sweep are run.</summary>
public enum SweepHost
{
    /// <summary>By actors in this process, in real time.</summary>
    Train,

    /// <summary>Without actors, on one thread, in real time; the same weights.</summary>
    Sequential,

    /// <summary>By actors in virtual time, in the world of a level.</summary>
    Simulate,
}

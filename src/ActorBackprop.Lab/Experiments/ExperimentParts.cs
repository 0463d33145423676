using System.Text.Json;
using ActorBackprop.Configuration;
using ActorBackprop.Learning;

namespace ActorBackprop.Lab.Experiments;

/// <summary>Reads the parts of an experiment that say what varies: grid, zip and list, each combined with the others.</summary>
internal sealed class ExperimentParts
{
    /// <summary>The most runs of a sweep.</summary>
    public const int MaxRuns = 10_000;

    private readonly List<IReadOnlyList<IReadOnlyList<Assignment>>> _groups = [];

    /// <summary>Adds a group of combinations.</summary>
    public Experiment With(IReadOnlyList<IReadOnlyList<Assignment>> group, Experiment experiment)
    {
        _groups.Add(group);
        return experiment;
    }

    /// <summary>Returns the experiment with all combinations.</summary>
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

    /// <summary>Returns the values in an object.</summary>
    public static IEnumerable<Assignment> Assignments(SettingsFile.Entry entry) => entry.Value.ValueKind == JsonValueKind.Object
        ? entry.Inner().Select(inner => SweptSetting.Read(inner, inner))
        : throw new ConfigurationException($"{entry.ValueLabel}: {entry.Key}: expected an object, found {Shown.Json(entry.Value)}.");

    /// <summary>Returns the axes of an object: keys with an array of values each.</summary>
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

    /// <summary>Returns the combinations of the first values of all axes, the second values, and so on.</summary>
    public static IReadOnlyList<IReadOnlyList<Assignment>> Zip(SettingsFile.Entry entry)
    {
        var axes = Axes(entry);
        return axes.FirstOrDefault(axis => axis.Count != axes[0].Count) is { } other
            ? throw new ConfigurationException($"{other[0].Label}: zip: expected {axes[0].Count} values of {other[0].Key}, as {axes[0][0].Key} has, "
                + $"found {other.Count}.")
            : Combining.Zip(axes);
    }

    /// <summary>Returns the combinations in an array.</summary>
    public static IReadOnlyList<IReadOnlyList<Assignment>> List(SettingsFile.Entry entry) =>
        [.. Items(entry, MaxRuns).Select(item => (IReadOnlyList<Assignment>)[.. Assignments(item)])];

    /// <summary>Returns the items of an array.</summary>
    public static IReadOnlyList<SettingsFile.Entry> Items(SettingsFile.Entry entry, int max) =>
        entry.Value.ValueKind == JsonValueKind.Array && entry.Inner() is { Count: > 0 } items && items.Count <= max
            ? items
            : throw new ConfigurationException(
                $"{entry.ValueLabel}: {entry.Key}: expected an array of 1 to {max} values, found {Shown.Json(entry.Value)}.");
}

/// <summary>A published figure, to compare with the results.</summary>
public sealed record PublishedFigure
{
    /// <summary>The values of the runs it is about; none for all runs. Default: none.</summary>
    public IReadOnlyList<Assignment> Where { get; init; } = [];

    /// <summary>The measure. Default: <see cref="Measure.TestAccuracy"/>.</summary>
    [Setting("Measure of the figure")]
    public Measure Measure { get; init; }

    /// <summary>The figure, in percent or epochs.</summary>
    [Setting("The figure, in percent or epochs", min: 0)]
    public required double Value { get; init; }

    /// <summary>A note. Default: nothing.</summary>
    [Setting("Note on the figure", maxLength: 2000)]
    public string Note { get; init; } = "";
}

/// <summary>The measure of a published figure, in percent except <see cref="EpochsToTarget"/>.</summary>
public enum Measure
{
    /// <summary>Correct test images after the last epoch.</summary>
    TestAccuracy,

    /// <summary>Correct test images after the best epoch.</summary>
    BestTestAccuracy,

    /// <summary>Misclassified test images after the last epoch.</summary>
    TestError,

    /// <summary>Misclassified test images after the best epoch.</summary>
    BestTestError,

    /// <summary>Correct validation images after the last epoch, where the run measures them.</summary>
    ValidationAccuracy,

    /// <summary>Correct validation images after the best epoch, where the run measures them.</summary>
    BestValidationAccuracy,

    /// <summary>The number of epochs (in federated averaging, rounds) up to the first that reaches the experiment's target.</summary>
    EpochsToTarget,
}

/// <summary>How the runs of a sweep are executed.</summary>
public enum SweepHost
{
    /// <summary>With actors in this process, in real time.</summary>
    Train,

    /// <summary>Without actors, on one thread, in real time; the same weights.</summary>
    Sequential,

    /// <summary>With actors in virtual time, in the world of a level.</summary>
    Simulate,
}

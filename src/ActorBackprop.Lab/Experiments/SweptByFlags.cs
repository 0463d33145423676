using ActorBackprop.Configuration;

namespace ActorBackprop.Lab.Experiments;

/// <summary>An experiment that a command line describes.</summary>
public static class SweptByFlags
{
    /// <summary>Every value with every other.</summary>
    /// <param name="axes">A key with its values, as in workers with 1,2,4. None where only seeds or repeats are several.</param>
    /// <exception cref="ConfigurationException">One is not as it should be.</exception>
    public static Experiment Experiment(IReadOnlyList<Assignment> axes)
    {
        var grid = axes.Select(Axis).ToList();
        if (grid.GroupBy(axis => axis[0].Key).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ConfigurationException($"{twice.Last()[0].Label}: expected each setting once, found {twice.Key} again.");
        var keys = grid.Count > 0 ? grid.Select(axis => axis[0].Key).ToArray() : ["seed"];
        var experiment = new Experiment { Name = $"sweep-{string.Join('-', keys)}", Title = $"Sweep of {string.Join(", ", keys)}" };
        var parts = new ExperimentParts();
        return parts.Put(parts.With(Combining.Grid(grid), experiment));
    }

    /// <summary>An experiment whose runs share one more value.</summary>
    public static Experiment With(Experiment experiment, string key, string text, string label) =>
        experiment.Varied.Contains(key)
            ? throw new ConfigurationException($"{label}: the sweep itself varies {key}; leave it out.")
            : experiment with { Shared = [.. experiment.Shared, SweptSetting.Read(key, text, label)] };

    private static IReadOnlyList<Assignment> Axis(Assignment given) =>
        [.. given.Text.Split(',').Select(value => SweptSetting.Read(given.Key, value.Trim(), given.Label))];
}

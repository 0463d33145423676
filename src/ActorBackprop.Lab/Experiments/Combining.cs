using ActorBackprop.Configuration;

namespace ActorBackprop.Lab.Experiments;

/// <summary>Makes combinations of values: every one with every other, or one by one.</summary>
public static class Combining
{
    /// <summary>Every value of an axis with every value of the others; the last axis changes fastest.</summary>
    public static IReadOnlyList<IReadOnlyList<Assignment>> Grid(IEnumerable<IReadOnlyList<Assignment>> axes) =>
        Product(axes.Select(axis => (IReadOnlyList<IReadOnlyList<Assignment>>)[.. axis.Select(value => (IReadOnlyList<Assignment>)[value])]));

    /// <summary>The first value of each axis, then the second of each, and so on.</summary>
    /// <param name="axes">All of one length.</param>
    public static IReadOnlyList<IReadOnlyList<Assignment>> Zip(IReadOnlyList<IReadOnlyList<Assignment>> axes) =>
        [.. Enumerable.Range(0, axes[0].Count).Select(i => (IReadOnlyList<Assignment>)[.. axes.Select(axis => axis[i])])];

    /// <summary>Every combination of one group with every one of the others; the last group changes fastest.</summary>
    public static IReadOnlyList<IReadOnlyList<Assignment>> Product(IEnumerable<IReadOnlyList<IReadOnlyList<Assignment>>> groups) =>
        groups.Aggregate((IReadOnlyList<IReadOnlyList<Assignment>>)[[]], (all, group) =>
            [.. all.SelectMany(one => group.Select(other => (IReadOnlyList<Assignment>)[.. one, .. other]))]);
}

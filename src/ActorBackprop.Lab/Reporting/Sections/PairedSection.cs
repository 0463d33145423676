using ActorBackprop.Lab.Statistics;

namespace ActorBackprop.Lab.Reporting.Sections;

/// <summary>What the runs differ by from those of the first group with the same seeds.</summary>
internal static class PairedSection
{
    /// <summary>The section; null where there is nothing to compare.</summary>
    public static Section? Of(IReadOnlyList<Group> groups)
    {
        var learned = groups.Where(group => group.Runs.Any(run => run.Last is not null)).ToList();
        if (learned.Count < 2) return null;
        var first = learned[0].BySeed(run => run.Last?.TestAccuracy);
        var differences = learned.Skip(1).Select(group => (Group: group, Values: group.BySeed(run => run.Last?.TestAccuracy)
                .Where(one => first.ContainsKey(one.Key)).OrderBy(one => one.Key).Select(one => one.Value - first[one.Key]).ToList()))
            .Where(row => row.Values.Count > 0).ToList();
        if (differences.Count == 0) return null;
        var same = learned.Count == groups.Count && groups.All(group => group.Diverged.Count == 0) && SameWeights(learned);
        return new Section("Differences, paired by seed")
        {
            Texts =
            [
                same ? $"All {learned.Count} groups end with the same weights for each seed, to the last bit: what varies changes the speed, "
                    + "not the answer."
                    : $"Test accuracy after the last epoch less that of {learned[0].Label} with the same seed, in points.",
            ],
            Table = same ? null : ReportTable.OfGroups(
                ["pairs", "median", Numbers.IntervalHeading, "lowest", "highest"],
                differences.Select(row => (row.Group, Row(Estimate.Of(row.Values))))),
            ShowsTable = true,
        };
    }

    private static IReadOnlyList<string> Row(Estimate difference)
    {
        static string Points(double value) => Numbers.Signed(100 * value);
        return [Numbers.Whole(difference.Count), Points(difference.Median), Numbers.Interval(difference, Points),
            Points(difference.Values.Min()), Points(difference.Values.Max())];
    }

    private static bool SameWeights(IReadOnlyList<Group> groups) =>
        groups.SelectMany(group => group.Runs).GroupBy(run => run.Settings.Seed)
            .All(seed => seed.Select(run => run.Record.WeightsSha256).Distinct().Count() == 1);
}

using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Lab.Statistics;
using ActorBackprop.Lab.Sweeping;
using ActorBackprop.Learning;

namespace ActorBackprop.Lab.Reporting.Sections;

/// <summary>Published figures beside ours.</summary>
internal static class PublishedSection
{
    /// <summary>The section; null where nothing is published.</summary>
    public static Section? Of(RunSet set)
    {
        if (set.Sweep is not { Published.Count: > 0 } sweep) return null;
        return new Section("Published, and ours")
        {
            Texts = sweep.Source.Length > 0 ? [$"Source: {sweep.Source}"] : [],
            Table = new ReportTable(
                ["figure", "published, %", "ours, median %", "lowest to highest", "seeds", "difference", "note"],
                [.. sweep.Published.Select(figure => Row(figure, set))]),
            ShowsTable = true,
        };
    }

    /// <summary>A run's value of what a published figure tells, in percent; null where the run has none.</summary>
    public static double? ValueOf(RunSummary run, Measure measure) => 100 * measure switch
    {
        Measure.TestAccuracy => run.Last?.TestAccuracy,
        Measure.BestTestAccuracy => run.BestTestAccuracy,
        Measure.TestError => 1 - run.Last?.TestAccuracy,
        Measure.BestTestError => 1 - run.BestTestAccuracy,
        Measure.ValidationAccuracy => run.Last?.ValidationAccuracy,
        _ => run.Epochs.Max(epoch => epoch.ValidationAccuracy),
    };

    private static IReadOnlyList<string> Row(PublishedRecord figure, RunSet set)
    {
        var what = Names.Of(figure.Measure).Replace('-', ' ');
        var label = figure.Where.Count == 0 ? what : $"{what}, {Grouping.LabelOf(figure.Where)}";
        double[] values =
        [
            .. set.Runs.Where(run => run.State == RunState.Finished && figure.Where.All(value => RunValue.Of(run, value.Key) == value.Value))
                .DistinctBy(run => run.Settings.Seed).Select(run => ValueOf(run, figure.Measure)).OfType<double>(),
        ];
        var published = Numbers.Percent(figure.Value / 100);
        if (values.Length == 0) return [label, published, "–", "–", "0", "–", figure.Note];
        var ours = Estimate.Of(values);
        return
        [
            label, published, Numbers.Percent(ours.Median / 100), $"{Numbers.Percent(values.Min() / 100)} to {Numbers.Percent(values.Max() / 100)}",
            Numbers.Whole(values.Length), Numbers.Signed(ours.Median - figure.Value), figure.Note,
        ];
    }
}

using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Lab.Statistics;
using ActorBackprop.Lab.Sweeping;
using ActorBackprop.Learning;

namespace ActorBackprop.Lab.Reporting.Sections;

/// <summary>Published figures and our results.</summary>
internal static class PublishedSection
{
    /// <summary>Returns the section; null without published figures.</summary>
    public static Section? Of(RunSet set)
    {
        if (set.Sweep is not { Published.Count: > 0 } sweep) return null;
        var (published, ours) = sweep.Published.All(figure => figure.Measure != Measure.EpochsToTarget)
            ? ("published, %", "ours, median %")
            : ("published", "ours, median");
        return new Section("Published and ours")
        {
            Texts = sweep.Source.Length > 0 ? [$"Source: {sweep.Source}"] : [],
            Table = new ReportTable(
                ["figure", published, ours, "lowest to highest", "seeds", "difference", "note"],
                [.. sweep.Published.Select(figure => Row(figure, set))]),
            ShowsTable = true,
        };
    }

    /// <summary>Returns the value of a run for a measure; null where it has none.</summary>
    /// <param name="run">The run.</param>
    /// <param name="measure">The measure.</param>
    /// <param name="target">The accuracy to which epochs are counted; null for none.</param>
    public static double? ValueOf(RunSummary run, Measure measure, double? target) => measure switch
    {
        Measure.TestAccuracy => 100 * run.Last?.TestAccuracy,
        Measure.BestTestAccuracy => 100 * run.BestTestAccuracy,
        Measure.TestError => 100 * (1 - run.Last?.TestAccuracy),
        Measure.BestTestError => 100 * (1 - run.BestTestAccuracy),
        Measure.ValidationAccuracy => 100 * run.Last?.ValidationAccuracy,
        Measure.BestValidationAccuracy => 100 * run.Epochs.Max(epoch => epoch.ValidationAccuracy),
        Measure.EpochsToTarget when target is { } accuracy =>
            new AccuracyTarget(accuracy).ReachedIn(run) is >= 0 and var i ? run.Epochs[i].Epoch : null,
        _ => null, // epochs without a target
    };

    private static IReadOnlyList<string> Row(PublishedRecord figure, RunSet set)
    {
        var isEpochs = figure.Measure == Measure.EpochsToTarget;
        string Written(double value) => isEpochs ? Numbers.Short(value) : Numbers.Percent(value / 100);
        var what = Names.Of(figure.Measure).Replace('-', ' ');
        var label = figure.Where.Count == 0 ? what : $"{what}, {Grouping.LabelOf(figure.Where)}";
        var runs = set.Runs.Where(run => (run.State == RunState.Finished || run.HasDiverged)
                && figure.Where.All(value => RunValue.Of(run, value.Key) == value.Value))
            .DistinctBy(run => run.Settings.Seed).ToList();
        double[] values = [.. runs.Where(run => !run.HasDiverged).Select(run => ValueOf(run, figure.Measure, set.Sweep?.Target)).OfType<double>()];
        var seeds = values.Length == runs.Count ? Numbers.Whole(values.Length) : $"{values.Length} of {runs.Count}";
        if (values.Length == 0) return [label, Written(figure.Value), "–", "–", seeds, "–", figure.Note];
        var ours = Estimate.Of(values);
        return
        [
            label, Written(figure.Value), Written(ours.Median), $"{Written(values.Min())} to {Written(values.Max())}", seeds,
            isEpochs ? $"{Numbers.Signed(100 * (ours.Median / figure.Value - 1), "0")} %" : Numbers.Signed(ours.Median - figure.Value), figure.Note,
        ];
    }
}

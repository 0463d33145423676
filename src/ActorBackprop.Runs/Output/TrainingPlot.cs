using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace ActorBackprop.Runs.Output;

/// <summary>A run's training.svg: cost (left) and test accuracy (right) by epoch. The same metrics make the same bytes.</summary>
public static class TrainingPlot
{
    private const int Width = 900, Height = 500;
    private const string CostKey = "cost", AccuracyKey = "accuracy";

    // Blue and orange of the Okabe-Ito palette, told apart by all eyes; dashes and markers tell them apart in print.
    private static readonly OxyColor CostColor = OxyColor.FromRgb(0x00, 0x72, 0xB2), AccuracyColor = OxyColor.FromRgb(0xD5, 0x5E, 0x00);
    private static readonly OxyColor Faint = OxyColor.FromRgb(0xE4, 0xE4, 0xE4);

    /// <summary>Draws the epochs, in their order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="epochs">What was measured; none makes an empty plot.</param>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public static void Write(string path, IReadOnlyList<EpochMetrics> epochs)
    {
        var exporter = new SvgExporter
        {
            Width = Width,
            Height = Height,
            TextMeasurer = new WideTextMeasurer(),
            UseVerticalTextAlignmentWorkaround = true, // not every viewer knows the attribute that is used otherwise
        };
        AtomicFile.Write(path, exporter.ExportToString(Model(epochs)));
    }

    private static PlotModel Model(IReadOnlyList<EpochMetrics> epochs)
    {
        var model = new PlotModel
        {
            Title = "Cost and test accuracy",
            Subtitle = Subtitle(epochs),
            Culture = CultureInfo.InvariantCulture,
            Background = OxyColors.White,
            DefaultFont = "Arial, Helvetica, sans-serif",
            TitleFontSize = 18,
            SubtitleFontSize = 13,
            PlotAreaBorderColor = OxyColors.Gray,
            Padding = new OxyThickness(12, 12, 12, 8),
        };
        model.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside,
            LegendPosition = LegendPosition.BottomCenter,
            LegendOrientation = LegendOrientation.Horizontal,
            LegendFontSize = 13,
            LegendSymbolLength = 48,
        });
        model.Axes.Add(EpochAxis(epochs));
        model.Axes.Add(CostAxis());
        model.Axes.Add(AccuracyAxis());
        model.Series.Add(Line(CostKey, "cost, mean over the training samples", CostColor, LineStyle.Solid, MarkerType.Circle));
        model.Series.Add(Line(AccuracyKey, "test accuracy", AccuracyColor, LineStyle.LongDash, MarkerType.Square));
        foreach (var epoch in epochs)
        {
            ((LineSeries)model.Series[0]).Points.Add(new(epoch.Epoch, epoch.Cost));
            ((LineSeries)model.Series[1]).Points.Add(new(epoch.Epoch, epoch.TestAccuracy));
        }
        return model;
    }

    private static string Subtitle(IReadOnlyList<EpochMetrics> epochs)
    {
        if (epochs.Count == 0) return "no epoch is completed";
        var best = epochs.MaxBy(epoch => epoch.TestCorrect)!;
        return string.Create(CultureInfo.InvariantCulture,
            $"best: {best.TestCorrect} of {best.TestCount} test images right after epoch {best.Epoch}");
    }

    private static LinearAxis EpochAxis(IReadOnlyList<EpochMetrics> epochs) => new()
    {
        Position = AxisPosition.Bottom,
        Title = "epoch",
        Minimum = epochs.Count == 0 ? 0 : epochs[0].Epoch - 0.5,
        Maximum = epochs.Count == 0 ? 1 : epochs[^1].Epoch + 0.5,
        MinimumMajorStep = 1,
        MinimumMinorStep = 1,
        FontSize = 13,
        AxisTitleDistance = 8,
    };

    private static LinearAxis CostAxis()
    {
        var axis = ValueAxis(CostKey, "cost", AxisPosition.Left, CostColor);
        axis.Minimum = 0; // where every cost is heading
        axis.MajorGridlineStyle = LineStyle.Solid;
        return axis;
    }

    private static LinearAxis AccuracyAxis()
    {
        var axis = ValueAxis(AccuracyKey, "test accuracy", AxisPosition.Right, AccuracyColor);
        axis.AbsoluteMinimum = 0;
        axis.AbsoluteMaximum = 1;
        axis.StringFormat = "0.# %";
        return axis;
    }

    private static LinearAxis ValueAxis(string key, string title, AxisPosition position, OxyColor color) => new()
    {
        Key = key,
        Title = title,
        Position = position,
        TitleColor = color,
        TextColor = color,
        TicklineColor = color,
        MajorGridlineColor = Faint,
        MinimumPadding = 0.05,
        MaximumPadding = 0.05,
        FontSize = 13,
        AxisTitleDistance = 10,
        IntervalLength = 45,
    };

    private static LineSeries Line(string axis, string title, OxyColor color, LineStyle style, MarkerType marker) => new()
    {
        Title = title,
        YAxisKey = axis,
        Color = color,
        LineStyle = style,
        StrokeThickness = 2,
        MarkerType = marker,
        MarkerSize = 3.5,
        MarkerFill = color,
    };
}

using System.Globalization;
using ActorBackprop.Runs.Drawing;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Files;

/// <summary>Draws a run's training.svg: cost (left) and test accuracy (right) by epoch. Equal metrics give equal bytes.</summary>
public static class TrainingPlot
{
    private const int Width = 900, Height = 500, Left = 84, Right = Width - 84, Top = 74, Bottom = Height - 96, Middle = (Left + Right) / 2;

    private const int Cost = 0, Accuracy = 1;

    // Blue and orange of the Okabe-Ito palette, which color-blind readers distinguish; dashes and marks distinguish them in print.
    private const string Style = """
        text { font: 13px Arial, Helvetica, sans-serif; fill: #222 } .title { font-size: 18px; font-weight: bold }
        .middle { text-anchor: middle } .end { text-anchor: end }
        .grid { stroke: #e4e4e4 } .axis { stroke: #808080 } .line { fill: none; stroke-width: 2; stroke-linejoin: round }
        .s0 { stroke: #0072b2 } .s1 { stroke: #d55e00; stroke-dasharray: 10 4 } .f0 { fill: #0072b2 } .f1 { fill: #d55e00 }
        """;

    /// <summary>Writes the plot.</summary>
    /// <param name="path">The file.</param>
    /// <param name="epochs">The metrics in order of epochs; none gives an empty plot.</param>
    /// <exception cref="RunIoException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<EpochMetrics> epochs)
    {
        var svg = new Svg(Width, Height);
        svg.Text("title middle", Middle, 32, "Cost and test accuracy");
        svg.Text("middle", Middle, 54, Subtitle(epochs));
        var (first, last) = epochs.Count == 0 ? (0, 1) : (epochs[0].Epoch - 1, epochs[^1].Epoch);
        var x = Scale.Linear(Left, Right - 24, first, last, ticks: 12, minStep: 1);
        // From 0, the minimum of every cost.
        var cost = YScale([0, .. epochs.Select(epoch => epoch.Cost)]);
        var accuracy = YScale(epochs.Select(epoch => epoch.TestAccuracy));
        DrawAxes(svg, x, cost, accuracy);
        DrawSeries(svg, Cost, [.. epochs.Select(epoch => (x.At(epoch.Epoch), cost.At(epoch.Cost)))]);
        DrawSeries(svg, Accuracy, [.. epochs.Select(epoch => (x.At(epoch.Epoch), accuracy.At(epoch.TestAccuracy)))]);
        DrawLegend(svg, Cost, Left + 120, "cost, mean over the training samples");
        DrawLegend(svg, Accuracy, Middle + 120, "test accuracy");
        AtomicFile.Write(path, svg.ToFile(Style));
    }

    private static string Subtitle(IReadOnlyList<EpochMetrics> epochs)
    {
        if (epochs.Count == 0) return "no epoch is completed";
        var best = epochs.MaxBy(epoch => epoch.TestCorrect)!;
        return string.Create(CultureInfo.InvariantCulture,
            $"best: {best.TestCorrect} of {best.TestCount} test images right after epoch {best.Epoch}");
    }

    private static Scale YScale(IEnumerable<double> values)
    {
        var finite = values.Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var isEmpty = finite.Max() == 0;
        return Scale.Linear(Bottom, Top, finite.Min(), isEmpty ? 1 : finite.Max(), ticks: 7);
    }

    private static void DrawAxes(Svg svg, Scale x, Scale cost, Scale accuracy)
    {
        foreach (var tick in cost.Ticks)
        {
            svg.Line("grid", Left, cost.At(tick), Right, cost.At(tick));
            svg.Text("end f0", Left - 10, cost.At(tick) + 4, Number(tick, "0.#####"));
        }
        foreach (var tick in accuracy.Ticks)
        {
            svg.Line("axis", Right, accuracy.At(tick), Right + 6, accuracy.At(tick));
            svg.Text("f1", Right + 10, accuracy.At(tick) + 4, Number(tick, "0.## %"));
        }
        foreach (var tick in x.Ticks)
        {
            svg.Line("axis", x.At(tick), Bottom, x.At(tick), Bottom + 6);
            svg.Text("middle", x.At(tick), Bottom + 22, Number(tick, "0.#"));
        }
        svg.Line("axis", Left, Bottom, Right, Bottom);
        svg.Line("axis", Left, Top, Left, Bottom);
        svg.Line("axis", Right, Top, Right, Bottom);
        svg.Text("middle", Middle, Bottom + 46, "epoch");
        svg.Text("middle f0", 24, (Top + Bottom) / 2, "cost", $"transform=\"rotate(-90 24 {(Top + Bottom) / 2})\"");
        svg.Text("middle f1", Width - 14, (Top + Bottom) / 2, "test accuracy", $"transform=\"rotate(-90 {Width - 14} {(Top + Bottom) / 2})\"");
    }

    private static void DrawSeries(Svg svg, int series, IReadOnlyList<(double X, double Y)> points)
    {
        svg.Path($"line s{series}", points);
        foreach (var (x, y) in points.Where(point => double.IsFinite(point.Y))) svg.Mark(series, x, y, 3.5);
    }

    private static void DrawLegend(Svg svg, int series, double x, string text)
    {
        svg.Line($"line s{series}", x, Height - 21, x + 48, Height - 21);
        svg.Mark(series, x + 24, Height - 21, 3.5);
        svg.Text("", x + 58, Height - 16, text);
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

using ActorBackprop.Runs.Drawing;
using ActorBackprop.Lab.Statistics;

namespace ActorBackprop.Lab.Reporting.Drawing;

/// <summary>A row for each group: every value as a point, the median as a bar, and its interval.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="XTitle">What the values are.</param>
/// <param name="Rows">The groups, with their values.</param>
internal sealed record StripChart(string Title, string XTitle, IReadOnlyList<(Group Group, Estimate Estimate)> Rows)
{
    private const int Width = 720, RowHeight = 24, Top = 10, Bottom = 66, Left = 40, Right = 40;

    /// <summary>How the values are written.</summary>
    public Func<double, string> Written { get; init; } = Numbers.Short;

    /// <summary>The drawing.</summary>
    public string Draw()
    {
        var labels = Rows.Select(row => RowLabel.Lines(row.Group.Title)).ToList();
        var height = Top + labels.Sum(lines => RowHeight + lines.Count * RowLabel.LineHeight) + Bottom;
        var svg = new Svg(Width, height);
        var values = Rows.SelectMany(row => row.Estimate.Values).Where(double.IsFinite).ToList();
        var x = Scale.Linear(Left, Width - Right, values.Min(), values.Max());
        foreach (var tick in x.Ticks)
        {
            svg.Line("grid", x.At(tick), Top, x.At(tick), height - Bottom);
            svg.Text("tick middle", x.At(tick), height - Bottom + 24, Written(tick));
        }
        svg.Text("axis-title middle", (Left + Width - Right) / 2.0, height - 10, XTitle);
        // What is infinite lies beyond the axis.
        double Place(double value) => double.IsFinite(value) ? x.At(value) : Width - Right / 2.0;
        var top = (double)Top;
        foreach (var ((group, estimate), label) in Rows.Zip(labels))
        {
            foreach (var line in label) svg.Text("row", 4, (top += RowLabel.LineHeight) - 7, line);
            var y = top + 10;
            top += RowHeight;
            svg.Line("rule", Left, y, Width - Right, y);
            if (estimate.Count > 1) svg.Line($"interval s{group.Index % 8}", Place(estimate.Low), y, Place(estimate.High), y);
            foreach (var value in estimate.Values.Where(double.IsFinite)) svg.Mark(group.Index, x.At(value), y, 4, Written(value), "dot");
            foreach (var (i, value) in estimate.Values.Where(value => !double.IsFinite(value)).Index())
                svg.Arrow(group.Index, Width - Right + 6 + i * Math.Min(6, 24.0 / estimate.Count), y, 5, Written(value));
            svg.Line($"median s{group.Index % 8}", Place(estimate.Median), y - 10, Place(estimate.Median), y + 10);
        }
        return svg.ToString(Title);
    }
}

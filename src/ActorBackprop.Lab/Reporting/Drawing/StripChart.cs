using ActorBackprop.Lab.Statistics;

namespace ActorBackprop.Lab.Reporting.Drawing;

/// <summary>A row for each group: every value as a point, the median as a bar, and its interval.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="XTitle">What the values are.</param>
/// <param name="Rows">The groups, with their values.</param>
internal sealed record StripChart(string Title, string XTitle, IReadOnlyList<(Group Group, Estimate Estimate)> Rows)
{
    private const int Width = 720, RowHeight = 50, Top = 10, Bottom = 66, Left = 40, Right = 40;

    /// <summary>How the values are written.</summary>
    public Func<double, string> Written { get; init; } = Numbers.Short;

    /// <summary>The drawing.</summary>
    public string Draw()
    {
        var height = Top + Rows.Count * RowHeight + Bottom;
        var svg = new Svg(Width, height);
        var values = Rows.SelectMany(row => row.Estimate.Values).ToList();
        var x = Scale.Linear(Left, Width - Right, values.Min(), values.Max());
        foreach (var tick in x.Ticks)
        {
            svg.Line("grid", x.At(tick), Top, x.At(tick), height - Bottom);
            svg.Text("tick middle", x.At(tick), height - Bottom + 24, Written(tick));
        }
        svg.Text("axis-title middle", (Left + Width - Right) / 2.0, height - 10, XTitle);
        foreach (var (i, (group, estimate)) in Rows.Index())
        {
            var y = Top + i * RowHeight + 32;
            svg.Text("row", 4, y - 15, group.Label);
            svg.Line("rule", Left, y, Width - Right, y);
            if (estimate.Count > 1) svg.Line($"interval s{group.Index % 8}", x.At(estimate.Low), y, x.At(estimate.High), y);
            foreach (var value in estimate.Values) svg.Mark(group.Index, x.At(value), y, 4, Written(value), "dot");
            svg.Line($"median s{group.Index % 8}", x.At(estimate.Median), y - 10, x.At(estimate.Median), y + 10);
        }
        return svg.ToString(Title);
    }
}

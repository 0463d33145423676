using ActorBackprop.Lab.Statistics;
using ActorBackprop.Runs.Drawing;
using ActorBackprop.Runs.Files;

namespace ActorBackprop.Lab.Reporting.Drawing;

/// <summary>A chart with a row per group: every value as a point, the median as a bar, and its interval.</summary>
/// <param name="Title">The title.</param>
/// <param name="XTitle">The title of the x axis.</param>
/// <param name="Rows">The groups, with their values.</param>
internal sealed record StripChart(string Title, string XTitle, IReadOnlyList<(Group Group, Estimate Estimate)> Rows)
{
    private const int Width = 720, RowHeight = 24, Top = 10, Bottom = 66, Left = 40, Right = 40;

    /// <summary>Formats the values.</summary>
    public Func<double, string> Written { get; init; } = Numbers.Short;

    /// <summary>Returns the drawing.</summary>
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
        // Infinite values are beyond the axis.
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

/// <summary>A chart with a bar per group, divided by how the workers spent their time.</summary>
/// <param name="Title">The title.</param>
/// <param name="Rows">The groups with their shares of time.</param>
internal sealed record SplitChart(string Title, IReadOnlyList<(Group Group, TimeSplit Split)> Rows)
{
    private const int Width = 720, RowHeight = 30, Top = 4, Left = 4, Right = 4;

    /// <summary>The names of the colours, by index.</summary>
    public static IReadOnlyList<(int Index, string Label)> Legend { get; } = [(0, "compute"), (4, "wire"), (7, "wait")];

    /// <summary>Returns the drawing.</summary>
    public string Draw()
    {
        var labels = Rows.Select(row => RowLabel.Lines(row.Group.Title)).ToList();
        var svg = new Svg(Width, Top + labels.Sum(lines => RowHeight + lines.Count * RowLabel.LineHeight) + 8);
        var top = (double)Top;
        foreach (var ((group, split), label) in Rows.Zip(labels))
        {
            foreach (var line in label) svg.Text("row", Left, (top += RowLabel.LineHeight) - 7, line);
            var (x, y) = ((double)Left, top);
            top += RowHeight;
            foreach (var ((index, name), share) in Legend.Zip([split.Compute, split.Wire, split.Wait]))
            {
                var width = share * (Width - Left - Right);
                svg.Rectangle($"bar f{index}", x, y, width, 22, $"{name} {share:P0}");
                if (share >= 0.14) svg.Text("in-bar middle", x + width / 2, y + 16.5, $"{share:P0}");
                x += width;
            }
        }
        return svg.ToString(Title);
    }
}

/// <summary>Wraps the label above a row of a chart; SVG does not wrap text.</summary>
internal static class RowLabel
{
    /// <summary>The distance between lines, in the units of the drawing.</summary>
    public const int LineHeight = 26;

    /// <summary>The most letters per line: those that fit into 720 units in the font for narrow windows.</summary>
    public const int MaxLine = 52;

    /// <summary>Returns the lines of a label, wrapped at spaces; longer words are split.</summary>
    public static IReadOnlyList<string> Lines(string label)
    {
        var lines = new List<string> { "" };
        foreach (var word in label.Split(' ').SelectMany(word => word.Chunk(MaxLine).Select(letters => new string(letters))))
            if (lines[^1].Length == 0) lines[^1] = word;
            else if (lines[^1].Length + 1 + word.Length <= MaxLine) lines[^1] += $" {word}";
            else lines.Add(word);
        return lines;
    }
}

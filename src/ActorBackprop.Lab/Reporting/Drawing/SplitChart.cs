using ActorBackprop.Runs.Drawing;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Lab.Reporting.Drawing;

/// <summary>A bar for each group, cut where the workers' time was.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Rows">The groups, with where their time went.</param>
internal sealed record SplitChart(string Title, IReadOnlyList<(Group Group, TimeSplit Split)> Rows)
{
    private const int Width = 720, RowHeight = 30, Top = 4, Left = 4, Right = 4;

    /// <summary>What the colours stand for, by their numbers.</summary>
    public static IReadOnlyList<(int Index, string Label)> Legend { get; } = [(0, "compute"), (4, "wire"), (7, "wait")];

    /// <summary>The drawing.</summary>
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

using ActorBackprop.Runs.Drawing;

namespace ActorBackprop.Lab.Reporting.Drawing;

/// <summary>A chart of lines with their intervals, and single runs behind them.</summary>
internal sealed record LineChart(string Title, string XTitle, string YTitle, IReadOnlyList<Curve> Curves)
{
    private const int Width = 600, Height = 380, Left = 84, Right = 34, Top = 14, Bottom = 66;
    private const int MaxPoints = 200, MaxMarks = 40, MaxRuns = 120;

    /// <summary>Whether the x axis is logarithmic with ticks at doublings.</summary>
    public bool IsDoubling { get; init; }

    /// <summary>Whether the y axis is logarithmic if the values span a factor of more than 20.</summary>
    public bool MayBeLogarithmic { get; init; }

    /// <summary>Whether the y axis is always logarithmic.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Whether the y axis starts at 0.</summary>
    public bool BeginsAtZero { get; init; }

    /// <summary>Formats the values.</summary>
    public Func<double, string> Written { get; init; } = Numbers.Short;

    /// <summary>Returns the drawing.</summary>
    public string Draw()
    {
        var svg = new Svg(Width, Height);
        var (x, y) = (XScale(), YScale());
        DrawAxes(svg, x, y);
        foreach (var curve in Curves.Where(curve => !curve.IsLaw))
            svg.Area($"band b{curve.Index % 8}",
                [.. Thin(curve.Points).Where(p => p.High > p.Low).Select(p => (x.At(p.X), y.At(p.Low), y.At(p.High)))]);
        if (Curves.Sum(curve => curve.Runs.Count) <= MaxRuns)
            foreach (var curve in Curves)
                foreach (var run in curve.Runs)
                    if (curve.HasDots)
                        foreach (var point in run)
                            svg.Mark(curve.Index, x.At(point.X), y.At(point.Y), curve.Points.Count > 0 ? 2.5 : 4, TitleOf(point.X, point.Y), "dot");
                    else svg.Path($"run s{curve.Index % 8}", Thin(run).Select(p => (x.At(p.X), y.At(p.Y))));
        foreach (var curve in Curves)
        {
            var points = Thin(curve.Points);
            var css = curve.IsIdeal ? "ideal" : $"{(curve.IsLaw ? "law" : "line")} s{curve.Index % 8}{(curve.Index >= 8 ? " far" : "")}";
            svg.Path(css, points.Select(p => (x.At(p.X), y.At(p.Y))));
            if (curve.IsLaw) continue;
            var every = Math.Max(1, points.Count / MaxMarks + (points.Count > MaxMarks ? 1 : 0));
            for (var i = 0; i < points.Count; i += every)
                svg.Mark(curve.Index, x.At(points[i].X), y.At(points[i].Y), 4, TitleOf(points[i].X, points[i].Y));
        }
        return svg.ToString(Title);
    }

    private string TitleOf(double x, double y) => $"{Numbers.Short(x)}: {Written(y)}";

    private Scale XScale()
    {
        var values = Curves.SelectMany(curve => curve.Points.Select(point => point.X)
            .Concat(curve.Runs.SelectMany(run => run.Select(point => point.X)))).ToList();
        return IsDoubling
            ? Scale.Doubling(Left, Width - Right, [.. Curves.Where(curve => !curve.IsLaw).SelectMany(curve => curve.Points.Select(point => point.X))])
            : Scale.Linear(Left, Width - Right, Math.Min(0, values.Min()), values.Max());
    }

    private Scale YScale()
    {
        var drawn = Curves.SelectMany(curve => curve.Points.SelectMany(point => new[] { point.Y, point.Low, point.High })
            .Concat(curve.Runs.SelectMany(run => run.Select(point => point.Y)))).Where(double.IsFinite).ToList();
        var (least, most) = (drawn.Min(), drawn.Max());
        if (least > 0 && (IsLogarithmic || (MayBeLogarithmic && most / least > 20))) return Scale.Powers(Height - Bottom, Top, least, most);
        return Scale.Linear(Height - Bottom, Top, BeginsAtZero ? Math.Min(0, least) : least, most);
    }

    private void DrawAxes(Svg svg, Scale x, Scale y)
    {
        foreach (var tick in y.Ticks)
        {
            svg.Line("grid", Left, y.At(tick), Width - Right, y.At(tick));
            svg.Text("tick right", Left - 10, y.At(tick) + 5, Written(tick));
        }
        foreach (var tick in x.Ticks)
        {
            svg.Line("axis", x.At(tick), Height - Bottom, x.At(tick), Height - Bottom + 6);
            svg.Text("tick middle", x.At(tick), Height - Bottom + 26, Compact(tick));
        }
        svg.Line("axis", Left, Height - Bottom, Width - Right, Height - Bottom);
        svg.Text("axis-title middle", (Left + Width - Right) / 2.0, Height - 10, XTitle);
        var middle = (Top + Height - Bottom) / 2.0;
        var title = YTitle + (y.IsLogarithmic ? ", logarithmic" : "");
        svg.Text("axis-title middle", 18, middle, title, $"transform=\"rotate(-90 18 {Svg.At(middle)})\"");
    }

    /// <summary>Returns 20,000 as 20k: a phone has room for five such numbers.</summary>
    private static string Compact(double value) => Math.Abs(value) switch
    {
        >= 1e6 => $"{Numbers.Short(value / 1e6)}M",
        >= 1e4 => $"{Numbers.Short(value / 1e3)}k",
        _ => Numbers.Short(value),
    };

    private static IReadOnlyList<T> Thin<T>(IReadOnlyList<T> points)
    {
        if (points.Count <= MaxPoints) return points;
        return [.. Enumerable.Range(0, MaxPoints).Select(i => points[(int)((long)i * (points.Count - 1) / (MaxPoints - 1))])];
    }
}

/// <summary>A line of a chart.</summary>
/// <param name="Index">The index of its colour and mark.</param>
/// <param name="Points">Its points with the intervals of their values; none where only single runs are drawn.</param>
internal sealed record Curve(int Index, IReadOnlyList<(double X, double Y, double Low, double High)> Points)
{
    /// <summary>The single runs, drawn thin.</summary>
    public IReadOnlyList<IReadOnlyList<(double X, double Y)>> Runs { get; init; } = [];

    /// <summary>Whether the line is a law, not a measurement.</summary>
    public bool IsLaw { get; init; }

    /// <summary>Whether a law is the ideal that other lines are compared with, which has no colour of its own.</summary>
    public bool IsIdeal { get; init; }

    /// <summary>Whether single runs are drawn as points, not as lines.</summary>
    public bool HasDots { get; init; }
}

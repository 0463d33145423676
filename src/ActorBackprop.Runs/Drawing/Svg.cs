using System.Globalization;
using System.Text;

namespace ActorBackprop.Runs.Drawing;

/// <summary>
/// Writes the elements of a drawing. Colors and fonts are CSS classes, which the page defines for light and dark, and a separate file in its own
/// style sheet.
/// </summary>
/// <param name="width">Width of the drawing, in its own units.</param>
/// <param name="height">Its height.</param>
public sealed class Svg(int width, int height)
{
    private readonly StringBuilder _elements = new();

    /// <summary>Returns the drawing as a part of a page.</summary>
    /// <param name="title">What it shows, for readers who cannot see it.</param>
    /// <param name="css">Its class; null for none. Default: null.</param>
    public string ToString(string title, string? css = null) =>
        $"<svg {(css is null ? "" : $"class=\"{css}\" ")}viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{Html.Text(title)}\">\n"
        + $"{_elements}</svg>\n";

    /// <summary>Returns the drawing as a separate file, on white.</summary>
    /// <param name="style">Its style sheet.</param>
    public string ToFile(string style) =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n"
        + $"<style>{style}</style>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n{_elements}</svg>\n";

    /// <summary>Adds a line.</summary>
    /// <param name="css">Its classes.</param>
    /// <param name="x1">From here.</param>
    /// <param name="y1">From here.</param>
    /// <param name="x2">To there.</param>
    /// <param name="y2">To there.</param>
    /// <param name="title">What pointing at it shows; null for nothing.</param>
    /// <param name="more">More attributes; null for none.</param>
    public void Line(string css, double x1, double y1, double x2, double y2, string? title = null, string? more = null) =>
        Add("line", css, $"x1=\"{At(x1)}\" y1=\"{At(y1)}\" x2=\"{At(x2)}\" y2=\"{At(y2)}\"", title, more);

    /// <summary>Adds a line through points; where a point is not finite there is a gap.</summary>
    public void Path(string css, IEnumerable<(double X, double Y)> points)
    {
        var path = Commands(points);
        if (path.Length > 0) Add("path", css, $"d=\"{path}\"");
    }

    /// <summary>Adds the area between two lines, the second from right to left.</summary>
    public void Area(string css, IReadOnlyList<(double X, double Low, double High)> points)
    {
        if (points.Count < 2) return;
        Add("path", css, $"d=\"{Commands([.. points.Select(p => (p.X, p.Low)), .. points.Reverse().Select(p => (p.X, p.High))])}Z\"");
    }

    /// <summary>Adds a rectangle.</summary>
    public void Rectangle(string css, double x, double y, double w, double h, string? title = null, string? more = null) =>
        Add("rect", css, $"x=\"{At(x)}\" y=\"{At(y)}\" width=\"{At(Math.Max(0, w))}\" height=\"{At(h)}\"", title, more);

    /// <summary>Adds a circle.</summary>
    public void Circle(string css, double x, double y, double radius, string? title = null, string? more = null) =>
        Add("circle", css, $"cx=\"{At(x)}\" cy=\"{At(y)}\" r=\"{At(radius)}\"", title, more);

    /// <summary>Adds a picture.</summary>
    public void Image(string css, double x, double y, double w, double h, string address) =>
        Add("image", css, $"x=\"{At(x)}\" y=\"{At(y)}\" width=\"{At(w)}\" height=\"{At(h)}\" href=\"{address}\"");

    /// <summary>Adds a mark of a series; its index tells shape and colour.</summary>
    public void Mark(int index, double x, double y, double size, string? title = null, string css = "mark")
    {
        var classes = $"{css} f{index % 8}";
        switch (index % 4)
        {
            case 0: Circle(classes, x, y, size, title); break;
            case 1: Rectangle(classes, x - size, y - size, 2 * size, 2 * size, title); break;
            case 2:
                Add("path", classes, $"d=\"M{At(x)},{At(y - 1.3 * size)}l{At(1.3 * size)},{At(2.3 * size)}h{At(-2.6 * size)}z\"", title);
                break;
            default:
                var s = 1.4 * size;
                Add("path", classes, $"d=\"M{At(x)},{At(y - s)}l{At(s)},{At(s)}l{At(-s)},{At(s)}l{At(-s)},{At(-s)}z\"", title);
                break;
        }
    }

    /// <summary>Adds an arrow to the right: a value beyond the axis.</summary>
    public void Arrow(int index, double x, double y, double size, string title) =>
        Add("path", $"beyond f{index % 8}", $"d=\"M{At(x)},{At(y - size)}l{At(1.6 * size)},{At(size)}l{At(-1.6 * size)},{At(size)}z\"", title);

    /// <summary>Adds a text.</summary>
    public void Text(string css, double x, double y, string text, string? more = null) => Markup(css, x, y, Html.Text(text), more);

    /// <summary>Adds a text of tspan elements, which are not escaped.</summary>
    public void Markup(string css, double x, double y, string markup, string? more = null) =>
        _elements.Append($"<text class=\"{css}\" x=\"{At(x)}\" y=\"{At(y)}\"{(more is null ? "" : " " + more)}>{markup}</text>\n");

    /// <summary>Begins a group.</summary>
    public void Open(string css, string? title = null) => _elements.Append($"<g class=\"{css}\">{TitleOf(title)}\n");

    /// <summary>Ends a group.</summary>
    public void Close() => _elements.Append("</g>\n");

    /// <summary>Writes a coordinate.</summary>
    public static string At(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Commands(IEnumerable<(double X, double Y)> points)
    {
        var (commands, isGap) = (new StringBuilder(), true);
        foreach (var (x, y) in points)
        {
            var isFinite = double.IsFinite(x) && double.IsFinite(y);
            if (isFinite) commands.Append(isGap ? 'M' : 'L').Append(At(x)).Append(',').Append(At(y));
            isGap = !isFinite;
        }
        return commands.ToString();
    }

    private static string TitleOf(string? title) => title is null ? "" : $"<title>{Html.Text(title)}</title>";

    private void Add(string name, string css, string attributes, string? title = null, string? more = null) =>
        _elements.Append($"<{name} class=\"{css}\" {attributes}{(more is null ? "" : " " + more)}")
            .Append(title is null ? "/>\n" : $">{TitleOf(title)}</{name}>\n");
}

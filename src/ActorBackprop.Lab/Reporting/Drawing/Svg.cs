using System.Globalization;
using System.Net;
using System.Text;

namespace ActorBackprop.Lab.Reporting.Drawing;

/// <summary>Writes the elements of a drawing. Colours are classes, which the page gives values for light and dark.</summary>
internal sealed class Svg(int width, int height)
{
    private readonly StringBuilder _elements = new();

    /// <summary>The drawing, with a title for who cannot see it.</summary>
    public string ToString(string title) =>
        $"<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">\n{_elements}</svg>\n";

    public void Line(string css, double x1, double y1, double x2, double y2) =>
        Add($"<line class=\"{css}\" x1=\"{At(x1)}\" y1=\"{At(y1)}\" x2=\"{At(x2)}\" y2=\"{At(y2)}\"/>");

    public void Path(string css, IEnumerable<(double X, double Y)> points)
    {
        var path = Commands(points);
        if (path.Length > 0) Add($"<path class=\"{css}\" d=\"{path}\"/>");
    }

    /// <summary>The area between two lines, the second from right to left.</summary>
    public void Area(string css, IReadOnlyList<(double X, double Low, double High)> points)
    {
        if (points.Count < 2) return;
        Add($"<path class=\"{css}\" d=\"{Commands([.. points.Select(p => (p.X, p.Low)), .. points.Reverse().Select(p => (p.X, p.High))])}Z\"/>");
    }

    public void Rectangle(string css, double x, double y, double rectangleWidth, double rectangleHeight, string? title = null) =>
        Add($"<rect class=\"{css}\" x=\"{At(x)}\" y=\"{At(y)}\" width=\"{At(Math.Max(0, rectangleWidth))}\" height=\"{At(rectangleHeight)}\">"
            + $"{TitleOf(title)}</rect>");

    /// <summary>A point; what kind of mark is told by a number, as is its colour.</summary>
    public void Mark(int index, double x, double y, double size, string? title = null, string css = "mark")
    {
        var (a, b) = (At(x), At(y));
        var shape = (index % 4) switch
        {
            0 => $"<circle class=\"{css} f{index % 8}\" cx=\"{a}\" cy=\"{b}\" r=\"{At(size)}\">",
            1 => $"<rect class=\"{css} f{index % 8}\" x=\"{At(x - size)}\" y=\"{At(y - size)}\" width=\"{At(2 * size)}\" height=\"{At(2 * size)}\">",
            2 => $"<path class=\"{css} f{index % 8}\" d=\"M{a},{At(y - 1.3 * size)}l{At(1.3 * size)},{At(2.3 * size)}h{At(-2.6 * size)}z\">",
            _ => $"<path class=\"{css} f{index % 8}\" d=\"M{a},{At(y - 1.4 * size)}l{At(1.4 * size)},{At(1.4 * size)}"
                + $"l{At(-1.4 * size)},{At(1.4 * size)}l{At(-1.4 * size)},{At(-1.4 * size)}z\">",
        };
        Add($"{shape}{TitleOf(title)}</{shape[1..shape.IndexOf(' ', StringComparison.Ordinal)]}>");
    }

    /// <summary>An arrow to the right: a value beyond the axis.</summary>
    public void Arrow(int index, double x, double y, double size, string title) =>
        Add($"<path class=\"beyond f{index % 8}\" d=\"M{At(x)},{At(y - size)}l{At(1.6 * size)},{At(size)}l{At(-1.6 * size)},{At(size)}z\">"
            + $"{TitleOf(title)}</path>");

    public void Text(string css, double x, double y, string text, string? more = null) =>
        Add($"<text class=\"{css}\" x=\"{At(x)}\" y=\"{At(y)}\"{(more is null ? "" : " " + more)}>{WebUtility.HtmlEncode(text)}</text>");

    /// <summary>A coordinate.</summary>
    public static string At(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);

    private static string Commands(IEnumerable<(double X, double Y)> points) =>
        string.Concat(points.Select((point, i) => $"{(i == 0 ? 'M' : 'L')}{At(point.X)},{At(point.Y)}"));

    private static string TitleOf(string? title) => title is null ? "" : $"<title>{WebUtility.HtmlEncode(title)}</title>";

    private void Add(string element) => _elements.Append(element).Append('\n');
}

using System.Globalization;
using System.Net;

namespace ActorBackprop.Cli.Explaining.Html;

/// <summary>The pieces every section is made of. What comes from outside is escaped here.</summary>
internal static class Tags
{
    /// <summary>A text, escaped.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A coordinate or a width.</summary>
    public static string At(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A number to ten digits with the colour of its sign.</summary>
    public static string Signed(double value) => $"<b class=\"{Sign(value)}\">{Numbers.Exact(value)}</b>";

    /// <summary>A number to six digits, ten when it is pointed at.</summary>
    public static string Number(double value) => $"<span title=\"{Numbers.Exact(value)}\">{Numbers.Short(value)}</span>";

    /// <summary>A derivative and its wish: ↑ larger, ↓ smaller.</summary>
    public static string Wish(double derivative) =>
        $"<span class=\"{Sign(derivative)}\" title=\"{Numbers.Exact(derivative)}\">{Numbers.Short(derivative)}{Arrow(derivative)}</span>";

    /// <summary>A bar of the magnitude, dashed below 0.</summary>
    public static string Bar(double value, double most)
    {
        var share = most > 0 && double.IsFinite(value) ? Math.Abs(value) / most * 100 : 0;
        return $"<span class=\"bar\"><i class=\"{Sign(value)}\" style=\"width:{At(share)}%\"></i></span>";
    }

    /// <summary>A row of a table: the first cell is its heading.</summary>
    public static string Row(params IEnumerable<string> cells) =>
        $"<tr>{string.Concat(cells.Select((cell, i) => i == 0 ? $"<th scope=\"row\">{cell}</th>" : $"<td>{cell}</td>"))}</tr>\n";

    /// <summary>A table with its headings, which scrolls by itself where it is too wide.</summary>
    public static string Table(IEnumerable<string> headings, IEnumerable<string> rows) =>
        "<div class=\"scroll\"><table><thead><tr>"
        + $"{string.Concat(headings.Select(heading => $"<th scope=\"col\">{heading}</th>"))}</tr></thead>\n"
        + $"<tbody>{string.Concat(rows)}</tbody></table></div>\n";

    /// <summary>The class of a sign.</summary>
    public static string Sign(double value) => value < 0 ? "neg" : value > 0 ? "pos" : "nil";

    private static string Arrow(double derivative) => derivative < 0 ? " ↑" : derivative > 0 ? " ↓" : "";
}

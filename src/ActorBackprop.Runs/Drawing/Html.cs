using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;

namespace ActorBackprop.Runs.Drawing;

/// <summary>Creates single-file pages from a template, an assembly resource with {{placeholders}}; and tables.</summary>
public static partial class Html
{
    /// <summary>Returns a page.</summary>
    /// <param name="owner">The assembly that has the template.</param>
    /// <param name="template">The name of the resource.</param>
    /// <param name="parts">The markup for each placeholder; it is not searched for placeholders.</param>
    public static string Page(Assembly owner, string template, IReadOnlyDictionary<string, string> parts)
    {
        using var stream = owner.GetManifestResourceStream(template)!;
        using var reader = new StreamReader(stream);
        return Place().Replace(reader.ReadToEnd(), match => parts[match.Groups[1].Value]);
    }

    /// <summary>Returns a text, escaped.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Returns a row of a table.</summary>
    /// <param name="cells">The cells, as markup; the first is the heading of the row.</param>
    public static string Row(params IEnumerable<string> cells) =>
        $"<tr>{string.Concat(cells.Select((cell, i) => i == 0 ? $"<th scope=\"row\">{cell}</th>" : $"<td>{cell}</td>"))}</tr>\n";

    /// <summary>Returns a table, which scrolls if it is too wide.</summary>
    /// <param name="headings">Its headings, as markup.</param>
    /// <param name="rows">Its rows: see <see cref="Row"/>.</param>
    public static string Table(IEnumerable<string> headings, IEnumerable<string> rows) =>
        "<div class=\"scroll\"><table><thead><tr>"
        + $"{string.Concat(headings.Select(heading => $"<th scope=\"col\">{heading}</th>"))}</tr></thead>\n"
        + $"<tbody>{string.Concat(rows)}</tbody></table></div>\n";

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Place();
}

using System.Globalization;
using System.Text;
using ActorBackprop.Runs.Drawing;
using static ActorBackprop.Runs.Drawing.Html;

namespace ActorBackprop.Lab.Reporting.Pages;

/// <summary>Writes a report as one HTML file without scripts or external files.</summary>
public static class HtmlPage
{
    private const int MaxRows = 400;

    /// <summary>Returns the page.</summary>
    public static string Of(Report report)
    {
        var parts = new Dictionary<string, string>
        {
            ["title"] = Text(report.Title),
            ["about"] = Text(report.Set.Sweep?.About ?? ""),
            ["facts"] = string.Concat(report.Facts().Select(fact => $"<div><dt>{Text(fact.Name)}</dt><dd>{Text(fact.Value)}</dd></div>\n")),
            ["warnings"] = report.Warnings.Count == 0 ? "" :
                $"<ul class=\"warnings\">\n{string.Concat(report.Warnings.Select(warning => $"<li>{Text(warning)}</li>\n"))}</ul>\n",
            ["sections"] = string.Concat(report.Sections.Select((section, i) => Section(section, i))),
            ["method"] = Text(Report.Method),
            ["command"] = Text(CommandOf(report)),
        };
        return Page(typeof(HtmlPage).Assembly, "report.html", parts);
    }

    private static string CommandOf(Report report) =>
        report.Set.Sweep is { Argv.Count: > 0 } sweep ? $"actorbackprop {string.Join(' ', sweep.Argv)}" : "";

    private static string Section(Section section, int number)
    {
        var page = new StringBuilder($"<section>\n<h2>{Text(section.Title)}</h2>\n");
        foreach (var paragraph in section.Texts) page.Append($"<p>{Text(paragraph)}</p>\n");
        var tabs = section.Figures.Select(figure => figure.Tab).OfType<string>().Distinct().ToList();
        foreach (var (i, tab) in tabs.Index())
            page.Append($"<input type=\"radio\" name=\"tabs{number}\" id=\"tab{number}-{i}\" class=\"tab tab{i}\"{(i == 0 ? " checked" : "")}>"
                + $"<label for=\"tab{number}-{i}\">{Text(tab)}</label>\n");
        page.Append(Legend(section.Legend));
        if (section.Figures.Count > 0) page.Append("<div class=\"figures\">\n");
        foreach (var figure in section.Figures)
            page.Append(Figure(figure, figure.Tab is null ? "" : $" class=\"of-tab of-tab{tabs.IndexOf(figure.Tab)}\""));
        if (section.Figures.Count > 0) page.Append("</div>\n");
        if (section.Table is { } table)
            page.Append(section.ShowsTable ? Table(table) : $"<details><summary>Table</summary>\n{Table(table)}</details>\n");
        return page.Append("</section>\n").ToString();
    }

    private static string Figure(Figure figure, string css) =>
        $"<figure{css}>\n{figure.Svg}"
        + $"<figcaption>{Text(figure.Title)}. <b class=\"times\">{Text(figure.Times)}</b></figcaption>\n</figure>\n";

    private static string Legend(IReadOnlyList<(int Index, string Label)> legend)
    {
        if (legend.Count < 2) return "";
        static string Key(int index)
        {
            var svg = new Svg(34, 14);
            svg.Line($"line s{index % 8}{(index >= 8 ? " far" : "")}", 1, 7, 33, 7);
            svg.Mark(index, 17, 7, 4);
            return svg.ToString("");
        }
        return $"<ul class=\"legend\">\n{string.Concat(legend.Select(entry => $"<li>{Key(entry.Index)}{Text(entry.Label)}</li>\n"))}</ul>\n";
    }

    private static string Table(ReportTable table)
    {
        var rows = table.Rows.Take(MaxRows).Select(row => Row(row.Select(Text)));
        var more = table.Rows.Count > MaxRows
            ? string.Create(CultureInfo.InvariantCulture,
                $"<p>{table.Rows.Count - MaxRows:N0} more rows are in the Markdown and CSV files beside this page.</p>\n")
            : "";
        return Html.Table(table.Headings.Select(Text), rows) + more;
    }
}

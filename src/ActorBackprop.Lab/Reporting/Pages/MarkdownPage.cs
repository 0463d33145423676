using System.Text;

namespace ActorBackprop.Lab.Reporting.Pages;

/// <summary>Writes a report as Markdown, without its drawings.</summary>
public static class MarkdownPage
{
    /// <summary>Returns the page.</summary>
    public static string Of(Report report)
    {
        var text = new StringBuilder($"# {report.Title}\n\n");
        if (report.Set.Sweep is { About.Length: > 0 } sweep) text.Append($"{sweep.About}\n\n");
        foreach (var (name, value) in report.Facts()) text.Append($"- {name}: {value}\n");
        if (report.Warnings.Count > 0) text.Append('\n');
        foreach (var warning in report.Warnings) text.Append($"> {warning}\n");
        foreach (var section in report.Sections)
        {
            text.Append($"\n## {section.Title}\n");
            foreach (var paragraph in section.Texts) text.Append($"\n{paragraph}\n");
            foreach (var times in section.Figures.Select(figure => figure.Times).Distinct()) text.Append($"\nTimes: {times}.\n");
            if (section.Table is { } table) Table(text.Append('\n'), table);
        }
        return text.Append($"\n{Report.Method}\n").ToString();
    }

    private static void Table(StringBuilder text, ReportTable table)
    {
        Line(text, table.Headings);
        Line(text, table.Headings.Select((_, i) => i == 0 || i == table.Headings.Count - 1 ? "---" : "---:"));
        foreach (var row in table.Rows) Line(text, row);
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) =>
        text.Append($"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n");
}

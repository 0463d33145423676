using ActorBackprop.Runs.Output;

namespace ActorBackprop.Lab.Reporting.Pages;

/// <summary>The files of a report: the page, and beside it its numbers.</summary>
public static class ReportFiles
{
    /// <summary>Returns the files that belong to a page: Markdown, a CSV with a line an epoch, and one with a line a run.</summary>
    public static IReadOnlyList<string> Beside(string page) =>
        [Path.ChangeExtension(page, ".md"), Path.ChangeExtension(page, ".csv"), Path.ChangeExtension(page, ".runs.csv")];

    /// <summary>Writes them, in place of those that are there.</summary>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public static void Write(string page, Report report)
    {
        AtomicFile.Write(page, HtmlPage.Of(report));
        var beside = Beside(page);
        AtomicFile.Write(beside[0], MarkdownPage.Of(report));
        AtomicFile.Write(beside[1], CsvFile.Epochs(report.Set));
        AtomicFile.Write(beside[2], CsvFile.Runs(report.Set));
    }
}

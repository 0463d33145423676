using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Lab.Reporting.Pages;

/// <summary>The files of a report: the page, and beside it its numbers.</summary>
public static class ReportFiles
{
    /// <summary>The name of the page where the user names none.</summary>
    public const string PageName = "report.html";

    /// <summary>What the files of <see cref="Of"/> have in their beginnings, in that order.</summary>
    private static readonly string[] Marks = [ResultFile.HtmlMark, "\n- runs: ", CsvFile.Beginning, CsvFile.Beginning];

    /// <summary>Returns the files that belong to a page: Markdown, a CSV with a line an epoch, and one with a line a run.</summary>
    public static IReadOnlyList<string> Beside(string page) =>
        [Path.ChangeExtension(page, ".md"), Path.ChangeExtension(page, ".csv"), Path.ChangeExtension(page, ".runs.csv")];

    /// <summary>Whether a file of a run's directory is one of a report on that run: it has such a name, and begins as such files do.</summary>
    /// <exception cref="RunIoException">The system refuses.</exception>
    internal static bool IsReport(string path)
    {
        var index = Of(PageName).IndexOf(Path.GetFileName(path));
        return index >= 0 && ResultFile.IsOfKind(path, Marks[index]);
    }

    /// <summary>Writes them, in place of an older report's; checks all of them before it writes the first.</summary>
    /// <exception cref="RunIoException">One of them is not a report's file, or the system refuses.</exception>
    public static void Write(string page, Report report)
    {
        var files = Of(page);
        foreach (var (file, mark) in files.Zip(Marks)) ResultFile.TargetOf(file, mark);
        Func<string>[] texts =
            [() => HtmlPage.Of(report), () => MarkdownPage.Of(report), () => CsvFile.Epochs(report.Set), () => CsvFile.Runs(report.Set)];
        foreach (var (file, mark, text) in files.Zip(Marks, texts)) ResultFile.Write(file, mark, text());
    }

    private static List<string> Of(string page) => [page, .. Beside(page)];
}

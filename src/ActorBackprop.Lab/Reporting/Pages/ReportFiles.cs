using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Lab.Reporting.Pages;

/// <summary>Writes the files of a report: the page, and its numbers beside it.</summary>
public static class ReportFiles
{
    /// <summary>The default name of the page.</summary>
    public const string PageName = "report.html";

    /// <summary>Texts near the start of the files of <see cref="Of"/>, in that order.</summary>
    private static readonly string[] Marks = [ResultFile.HtmlMark, "\n- runs: ", CsvFile.Beginning, CsvFile.Beginning];

    /// <summary>Returns the files beside a page: Markdown, a CSV with a line per epoch, and one with a line per run.</summary>
    public static IReadOnlyList<string> Beside(string page) =>
        [Path.ChangeExtension(page, ".md"), Path.ChangeExtension(page, ".csv"), Path.ChangeExtension(page, ".runs.csv")];

    /// <summary>Returns whether a file in a run's directory is part of a report on that run, by its name and its start.</summary>
    /// <exception cref="RunIoException">The system refuses.</exception>
    internal static bool IsReport(string path)
    {
        var index = Of(PageName).IndexOf(Path.GetFileName(path));
        return index >= 0 && ResultFile.IsOfKind(path, Marks[index]);
    }

    /// <summary>Writes the files, over those of an older report; checks all of them before it writes the first.</summary>
    /// <exception cref="RunIoException">An existing file is not a report's, or the system refuses.</exception>
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

using ActorBackprop.Runs.Output;

namespace ActorBackprop.Lab.Reporting.Pages;

/// <summary>The files of a report: the page, and beside it its numbers.</summary>
public static class ReportFiles
{
    /// <summary>Returns the files that belong to a page: Markdown, a CSV with a line an epoch, and one with a line a run.</summary>
    public static IReadOnlyList<string> Beside(string page) =>
        [Path.ChangeExtension(page, ".md"), Path.ChangeExtension(page, ".csv"), Path.ChangeExtension(page, ".runs.csv")];

    /// <summary>Writes them, in place of an older report's; checks all of them before it writes the first.</summary>
    /// <exception cref="RunIoException">One of them is not a report's file, or the system refuses.</exception>
    public static void Write(string page, Report report)
    {
        var beside = Beside(page);
        (string Path, string Mark, Func<string> Text)[] files =
        [
            (page, ResultFile.HtmlMark, () => HtmlPage.Of(report)),
            (beside[0], "\n- runs: ", () => MarkdownPage.Of(report)),
            (beside[1], "run,state,", () => CsvFile.Epochs(report.Set)),
            (beside[2], "run,state,", () => CsvFile.Runs(report.Set)),
        ];
        foreach (var file in files) ResultFile.TargetOf(file.Path, file.Mark);
        foreach (var file in files) ResultFile.Write(file.Path, file.Mark, file.Text());
    }
}

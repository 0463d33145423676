using System.CommandLine;
using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting;
using ActorBackprop.Lab.Reporting.Pages;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop report.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("DIR") { Description = "Directory of a sweep or of any runs" }.NoFlag();
        var @out = Flags.Text("--out", "FILE",
            $"Page to write; .md, .csv and .runs.csv files of the same name go beside it [default: {ReportFiles.PageName} in DIR]");
        var command = new Command("report", "Writes a report on runs: one HTML page, with its numbers as Markdown and CSV") { directory, @out };
        command.SetAction(parsed =>
        {
            var set = RunSet.Open(parsed.GetRequiredValue(directory));
            var report = Report.Of(set);
            var page = parsed.GetValue(@out) ?? Path.Combine(set.Directory, ReportFiles.PageName);
            ReportFiles.Write(page, report);
            foreach (var warning in report.Warnings) Console.Error.WriteLine(warning);
            var beside = ReportFiles.Beside(page).Select(file => Path.GetFileName(file)).ToList();
            Console.WriteLine($"Wrote {page}, and beside it {string.Join(", ", beside[..^1])} and {beside[^1]}; open it in a browser.");
        });
        return command;
    }
}

using System.CommandLine;
using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting;
using ActorBackprop.Lab.Reporting.Pages;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop report.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        Argument<string> directory = new("DIR") { Description = "Directory of a sweep, or of any runs" };
        var command = new Command("report", "Reports on runs: one page of HTML, and its numbers as Markdown and CSV") { directory.NoFlag() };
        Option<string> @out = new("--out")
        {
            Description = $"The page; the others beside it have its name with .md, .csv and .runs.csv [default: {ReportFiles.PageName} in DIR]",
            HelpName = "FILE",
        };
        command.Options.Add(@out);
        command.SetAction(parsed =>
        {
            var set = RunSet.Open(parsed.GetRequiredValue(directory));
            var report = Report.Of(set);
            var page = parsed.GetValue(@out) ?? Path.Combine(set.Directory, ReportFiles.PageName);
            ReportFiles.Write(page, report);
            foreach (var warning in report.Warnings) Console.Error.WriteLine(warning);
            var beside = ReportFiles.Beside(page).Select(file => Path.GetFileName(file)).ToList();
            Console.WriteLine($"Wrote {page}, and beside it {string.Join(", ", beside[..^1])} and {beside[^1]}; open it in a browser.");
            return (int)ExitCode.Ok;
        });
        return command;
    }
}

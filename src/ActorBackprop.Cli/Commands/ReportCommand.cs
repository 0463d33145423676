using System.CommandLine;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop report.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        Argument<string> directory = new("DIR") { Description = "Directory of a sweep, or of any runs" };
        var command = new Command("report", "Draws what runs came to: one page of HTML, and its numbers as Markdown and CSV") { directory.NoFlag() };
        command.SetAction(_ => (int)ExitCode.Ok);
        return command;
    }
}

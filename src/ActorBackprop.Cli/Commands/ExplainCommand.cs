using System.CommandLine;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Cli.Explaining;
using ActorBackprop.Cli.Explaining.Page;
using ActorBackprop.Cli.Explaining.Terminal;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop explain: shows every number of backpropagation for one sample.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var command = new Command("explain", "Shows every number of backpropagation for one sample");
        var options = new ExplainOptions(command);
        command.SetAction(parsed =>
        {
            var request = new ExplainRequest(parsed, options);
            var report = Report.Of(request);
            foreach (var remark in report.Subject.Remarks) parsed.InvocationConfiguration.Error.WriteLine(remark);
            var output = parsed.InvocationConfiguration.Output;
            if (request.Html is { } path)
            {
                ResultFile.Write(path, ResultFile.HtmlMark, ExplainPage.Of(report));
                if (!request.Json) output.WriteLine($"Wrote {path}; open it in a browser.");
            }
            if (request.Json) output.WriteLine(report.ToJson());
            else if (request.Html is null) new TerminalReport(Screen.Create(output, request.Ascii), report).Write();
        });
        return command;
    }
}

using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using ActorBackprop.Cli;
using ActorBackprop.Cli.Commands;
using ActorBackprop.Runs.Training;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var root = new RootCommand("Backpropagation as the textbook tells it, run by actors")
{
    TrainCommand.Create(),
    ExplainCommand.Create(),
    ConfigCommand.Create(),
    DoctorCommand.Create(),
};
HelpWithExamples.Install(root);
var parsed = root.Parse(args.Length > 0 ? args : ["--help"]);
if (parsed.Action is not ParseErrorAction error)
    return Failures.Guard(() => parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false }));

(error.ShowHelp, error.ShowTypoCorrections) = (false, true);
parsed.Invoke();
Console.Error.WriteLine($"See: actorbackprop {(parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ")}--help");
return (int)ExitCode.Usage;

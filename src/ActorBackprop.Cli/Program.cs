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
    ConfigCommand.Create(),
    DoctorCommand.Create(),
};
HelpWithExamples.Install(root);
var parsed = root.Parse(args);
return Failures.Guard(() => parsed.Action is ParseErrorAction
    ? throw new RunException(ExitCode.Usage, ParseErrors.SentenceOf(parsed))
    : parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false }));

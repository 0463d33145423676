using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using ActorBackprop.Cli;
using ActorBackprop.Cli.Commands;
using ActorBackprop.Runs.Training;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
Console.SetOut(new StandardOutput(Console.Out));
var root = new RootCommand("Backpropagation as the textbook tells it, run by actors")
{
    TrainCommand.Create(),
    SimulateCommand.Create(),
    ReplayCommand.Create(),
    WorkerCommand.Create(),
    CertificatesCommand.Create(),
    ViewCommand.Create(),
    SweepCommand.Create(),
    RunsCommand.Create(),
    ReportCommand.Create(),
    CalibrateCommand.Create(),
    ExplainCommand.Create(),
    EvaluateCommand.Create(),
    PredictCommand.Create(),
    GradcheckCommand.Create(),
    ConfigCommand.Create(),
    DoctorCommand.Create(),
};
HelpWithExamples.Install(root);
var parsed = root.Parse(args.Length > 0 ? args : ["--help"]);
if (parsed.Action is not ParseErrorAction)
    return Failures.Guard(() => parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false }));

Console.Error.WriteLine(ParseErrors.SentenceOf(parsed));
return (int)ExitCode.Usage;

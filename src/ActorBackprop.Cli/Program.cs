using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using ActorBackprop.Cli;
using ActorBackprop.Cli.Commands;
using ActorBackprop.Configuration;
using ActorBackprop.Runs;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
Console.SetOut(new ConsoleOutput(Console.Out, isForgiving: !Console.IsOutputRedirected));
Console.SetError(new ConsoleOutput(Console.Error, isForgiving: true));
if (OpenFileLimit.Fault() is { } fault)
{
    Console.Error.WriteLine(fault);
    return (int)ExitCode.Io;
}
// Creating a command creates all of its options: if the first argument names a command, only that one is created.
var commands = new Dictionary<string, Func<Command>>
{
    ["train"] = TrainCommand.Create,
    ["simulate"] = SimulateCommand.Create,
    ["replay"] = ReplayCommand.Create,
    ["worker"] = WorkerCommand.Create,
    ["certificates"] = CertificatesCommand.Create,
    ["view"] = ViewCommand.Create,
    ["sweep"] = SweepCommand.Create,
    ["runs"] = RunsCommand.Create,
    ["report"] = ReportCommand.Create,
    ["calibrate"] = CalibrateCommand.Create,
    ["explain"] = ExplainCommand.Create,
    ["evaluate"] = EvaluateCommand.Create,
    ["predict"] = PredictCommand.Create,
    ["gradcheck"] = GradcheckCommand.Create,
    ["config"] = ConfigCommand.Create,
    ["doctor"] = DoctorCommand.Create,
};
var root = new RootCommand("Textbook backpropagation, run by actors");
IEnumerable<Func<Command>> needed = args.Length > 0 && commands.TryGetValue(args[0], out var named) ? [named] : commands.Values;
foreach (var create in needed) root.Subcommands.Add(create());
HelpWithExamples.Install(root);
var parsed = root.Parse(args.Length > 0 ? args : ["--help"]);
var error = parsed.Action is ParseErrorAction ? ParseErrors.SentenceOf(parsed) : ParseErrors.EmptyValueIn(parsed);
if (error is null)
    return Failures.Guard(() =>
    {
        var isHelp = parsed.Action != parsed.CommandResult.Command.Action;
        if (!isHelp) ResolvedConfiguration.CheckEnvironment(SettingOptions.EnvironmentVariables());
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    });

Console.Error.WriteLine(error);
return (int)ExitCode.Usage;

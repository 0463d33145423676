using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs.Training.Processes;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop worker.</summary>
internal static class WorkerCommand
{
    private const string Name = "worker", Join = "--join", Workers = "--workers", WaitForLeader = "--wait-for-leader",
        UntilStdinCloses = "--until-stdin-closes";

    public static Command Create()
    {
        var command = new Command(Name, "Joins a training as a worker process, and computes gradients until it is over");
        Option<string> join = new(Join) { Description = "Where the leader listens", HelpName = "HOST:PORT", Required = true };
        Option<int> workers = new(Workers) { Description = "Workers to start", HelpName = "WORKERS", DefaultValueFactory = _ => 1 };
        Option<string> data = new("--data") { Description = "Directory of the images on this machine [default: the leader's]", HelpName = "DIR" };
        Option<string> patience = new(WaitForLeader)
        {
            Description = "How long to look for the leader, before it starts and after it is gone [default: 60s]",
            HelpName = "TIME",
        };
        Option<bool> child = new(UntilStdinCloses) { Hidden = true };
        foreach (var option in new Option[] { join, workers, data, patience, child }) command.Options.Add(option);
        var security = new SecurityOptions(command);
        command.SetAction(parsed =>
        {
            var leader = HostAndPort.Parse(Join, parsed.GetRequiredValue(join));
            var isChild = parsed.GetValue(child);
            if (leader.IsAny) throw new RunException(ExitCode.Usage, $"{Join} {leader}: name the leader's address.");
            if (leader.Port == 0 && !isChild) throw new RunException(ExitCode.Usage, $"{Join}: expected the leader's port, found 0.");
            if (parsed.GetValue(workers) is < 1 or > RunRequest.MaxRealWorkers)
                throw new RunException(ExitCode.Usage, $"{Workers}: expected 1 to {RunRequest.MaxRealWorkers}, found {parsed.GetValue(workers)}.");
            var secrets = security.Read(parsed, Join, leader, () => leader.Resolve(Join).Any(IPAddress.IsLoopback));
            var waits = parsed.GetValue(patience) is { } time ? Durations.Parse(WaitForLeader, time) : TimeSpan.FromMinutes(1);
            Token(); // a missing one is an error now, not once the leader is there
            string Token() => secrets.Token() ?? throw new RunException(ExitCode.Usage,
                $"{Join}: expected the join token in {JoinToken.Variable} or --token-file, found neither; the leader names it.");
            using var signals = new StopSignals(isChild);
            var why = WorkerRun.Execute(
                new WorkerRequest
                {
                    Host = leader.Host,
                    Port = leader.Port,
                    Child = isChild ? Child.Of(static () => Environment.Exit((int)ExitCode.WorkersLost)) : null,
                    LoopbackOnly = secrets.Tls is null && !secrets.Insecure,
                    WaitForLeader = waits,
                    Say = Console.Error.WriteLine,
                    Token = Token,
                    Workers = parsed.GetValue(workers),
                    Data = parsed.GetValue(data),
                    Tls = secrets.Tls,
                },
                signals.Token);
            Console.WriteLine(why);
            return (int)(signals.Token.IsCancellationRequested ? signals.Code : ExitCode.Ok);
        });
        return command;
    }

    /// <summary>
    /// How a worker process of this very program is started, by its own executable, or by dotnet and its assembly: it is told
    /// the leader's port later.
    /// </summary>
    public static ProcessStartInfo Start(string host, int workers, Security security)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program);
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(typeof(WorkerCommand).Assembly.Location);
        string[] arguments =
        [
            Name, Join, new HostAndPort(host, 0).ToString(), Workers, workers.ToString(CultureInfo.InvariantCulture), UntilStdinCloses,
            .. security.Arguments,
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        // Several processes start on a few cores: to compile everything twice at once would hold them all up.
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "100";
        // Bytes, in hexadecimal, that are handed out before the first collection: by default as many as a core's caches hold, and a worker
        // process, whose gradients are in buffers, has little use for that much.
        start.Environment["DOTNET_GCgen0size"] = "400000";
        return start;
    }
}

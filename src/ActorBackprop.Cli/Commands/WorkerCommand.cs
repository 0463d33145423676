using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs.Training.Processes;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop worker.</summary>
internal static class WorkerCommand
{
    private const string Name = "worker", Join = "--join", Workers = "--workers", WaitForLeader = "--wait-for-leader",
        UntilStdinCloses = "--until-stdin-closes";

    public static Command Create()
    {
        Option<string> join = new(Join) { Description = "Address of the leader", HelpName = "HOST:PORT", Required = true };
        var workers = Flags.Number(Workers, "WORKERS", "Number of workers to start", 1);
        var data = Flags.Text("--data", "DIR", "Directory of the images on this machine [default: the leader's]");
        var patience = Flags.Text(WaitForLeader, "TIME",
            "How long to look for the leader, before it starts and after it is lost [default: 60s]");
        Option<bool> child = new(UntilStdinCloses) { Hidden = true };
        var command = new Command(Name, "Joins a training as a worker process and computes gradients until it ends")
        {
            join, workers, data, patience, child,
        };
        var security = new SecurityOptions(command);
        command.SetAction(parsed =>
        {
            var leader = HostAndPort.Parse(Join, parsed.GetRequiredValue(join));
            var isChild = parsed.GetValue(child);
            if (leader.IsAny) throw Usage.Error($"{Join} {leader}: name the leader's address.");
            if (leader.Port == 0 && !isChild) throw Usage.Error($"{Join}: expected the leader's port, found 0.");
            var count = parsed.InRange(workers, 1, RunRequest.MaxRealWorkers);
            var secrets = security.Read(parsed, Join, leader, () => leader.Resolve(Join).Any(IPAddress.IsLoopback));
            var waits = parsed.Time(patience) ?? TimeSpan.FromMinutes(1);
            Token(); // a missing token is an error now, not after the leader is found
            string Token() => secrets.Token() ?? throw Usage.Error(
                $"{Join}: expected the join token in {JoinToken.Variable} or --token-file, found neither; the leader prints where it is.");
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
                    Workers = count,
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
    /// Returns how to start a worker process of this program, by its own executable or by dotnet and its assembly. The leader tells the
    /// process its port later.
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
        // Several processes start on a few cores: compiling everything twice at once would delay them all.
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "100";
        // Bytes, in hexadecimal, allocated before the first collection: by default as many as a core's caches hold, more than a worker
        // process needs, because its gradients are in pooled buffers.
        start.Environment["DOTNET_GCgen0size"] = "400000";
        return start;
    }
}

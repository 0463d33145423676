using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Learning;
using ActorBackprop.Configuration;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs.Training.Processes;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Commands;

/// <summary>The options for training in several processes.</summary>
internal sealed class ProcessOptions
{
    private const int MostProcesses = 256;

    private readonly Option<int?> _processes = new("--processes")
    {
        Description = "Train in so many worker processes of this machine, each with --workers [default: 1] workers",
        HelpName = "PROCESSES",
    };

    private readonly Option<string> _listen = new("--listen")
    {
        Description = "Let workers join here in mid-run; they need the next port, too, unless all goes over Akka",
        HelpName = "HOST:PORT",
    };

    private readonly Option<int> _minWorkers = new("--min-workers")
    {
        Description = "With fewer workers than these, save, wait and then end",
        HelpName = "WORKERS",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _maxRestarts = new("--max-restarts")
    {
        Description = "Restarts of worker processes within ten minutes, of all together",
        HelpName = "RESTARTS",
        DefaultValueFactory = _ => 10,
    };

    private readonly Option<string> _patience = new("--worker-patience")
    {
        Description = "How long to wait for workers where there are too few [default: 30s]",
        HelpName = "TIME",
    };

    private readonly Option<string> _wire = new("--wire")
    {
        Description = "How gradients travel [default: the best that a process can]",
        HelpName = "shared|tcp|akka",
    };

    private readonly SecurityOptions _security;

    /// <summary>Adds them to a command.</summary>
    public ProcessOptions(Command command)
    {
        foreach (var option in new Option[] { _processes, _listen, _minWorkers, _maxRestarts, _patience, _wire }) command.Options.Add(option);
        _security = new SecurityOptions(command);
        All = [_processes, _listen, _minWorkers, _maxRestarts, _patience, _wire, .. _security.All];
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All { get; }

    /// <summary>What is asked for; null where it is one process.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="configuration">The settings; where nobody says how many workers, it is one a process.</param>
    /// <exception cref="RunException">Something is wrong, or has no meaning in one process.</exception>
    public ClusterRequest? Request(ParseResult parsed, ResolvedConfiguration configuration)
    {
        var (processes, listen) = (parsed.GetValue(_processes), parsed.GetValue(_listen));
        if (processes is null && listen is null) return NothingElse(parsed);
        var address = listen is null ? new HostAndPort("127.0.0.1", 0) : HostAndPort.Parse("--listen", listen);
        if (address.IsAny) throw new RunException(ExitCode.Usage, $"--listen {listen}: name the address by which others reach this machine.");
        if (processes is 0 && listen is null)
            throw new RunException(ExitCode.Usage, "--processes 0 starts none, and so needs --listen HOST:PORT for others to join.");
        Expect("--processes", processes ?? 0, 0, MostProcesses);
        Expect("--min-workers", parsed.GetValue(_minWorkers), 1, RunRequest.MaxRealWorkers);
        Expect("--max-restarts", parsed.GetValue(_maxRestarts), 0, int.MaxValue);
        configuration.SetDefault(new Assignment("workers", "1", "--processes"));
        // One address for both ports: a name may have several, and a worker tries them all.
        var addresses = address.Resolve("--listen");
        var ip = addresses.FirstOrDefault(ip => ip.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];
        var security = _security.Read(parsed, "--listen", address, () => IPAddress.IsLoopback(ip));
        return new ClusterRequest
        {
            Processes = processes ?? 0,
            Command = () => WorkerCommand.Start(ip.ToString(), configuration.Settings.Workers, security),
            Host = ip.ToString(),
            Name = address.Host,
            Port = address.Port,
            Listens = listen is not null,
            Invitation = (leader, tokenFile) => $"Workers may join: actorbackprop worker --join {leader}"
                + (security.Tls is null ? "" : " --certificate FILE --authority FILE")
                + (tokenFile is null ? $" with the join token in {JoinToken.Variable} or by --token-file FILE" : $" --token-file {tokenFile}"),
            MinWorkers = parsed.GetValue(_minWorkers),
            MostRestarts = parsed.GetValue(_maxRestarts),
            WorkerPatience = parsed.GetValue(_patience) is { } time ? Durations.Parse("--worker-patience", time) : TimeSpan.FromSeconds(30),
            Wire = parsed.GetValue(_wire) is { } wire ? WireOf(wire) : null,
            Tls = security.Tls,
            Token = security.Token(),
        };
    }

    private ClusterRequest? NothingElse(ParseResult parsed) =>
        All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } without
            ? throw new RunException(ExitCode.Usage, $"{without.Name} has a meaning only with --processes or --listen.")
            : null;

    private static WireKind WireOf(string name) => Enum.GetValues<WireKind>().Cast<WireKind?>().FirstOrDefault(wire => Names.Of(wire!.Value) == name)
        ?? throw new RunException(ExitCode.Usage, $"--wire: expected shared, tcp or akka, found {name}.");

    private static void Expect(string option, int value, int least, int most)
    {
        if (value < least || value > most)
            throw new RunException(ExitCode.Usage, most == int.MaxValue
                ? $"{option}: expected {least} or more, found {value}."
                : $"{option}: expected {least} to {most}, found {value}.");
    }
}

using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Cluster.Transport.Tcp;
using ActorBackprop.Configuration;
using ActorBackprop.Learning;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs.Training.Processes;

namespace ActorBackprop.Cli.Commands;

/// <summary>The options for training in several processes.</summary>
internal sealed class ProcessOptions
{
    private const int MaxProcesses = 256;

    private readonly Option<int?> _processes = new("--processes")
    {
        Description = "Number of worker processes on this machine, each with --workers [default: 1] workers",
        HelpName = "PROCESSES",
    };

    private readonly Option<string> _listen = Flags.Text("--listen", "HOST:PORT",
        "Address at which workers may join while training runs; also uses the next port unless everything goes over Akka");

    private readonly Option<int> _minWorkers = Flags.Number("--min-workers", "WORKERS",
        "With fewer workers than this, save a checkpoint, wait for workers, then stop", 1);

    private readonly Option<int> _maxRestarts = Flags.Number("--max-restarts", "RESTARTS",
        "Restarts of worker processes allowed within ten minutes, in total", 10);

    private readonly Option<string> _patience = Flags.Text("--worker-patience", "TIME",
        "How long to wait for workers when there are too few [default: 30s]");

    private readonly Option<string> _wire = Flags.Text("--wire", "shared|tcp|akka",
        "How gradients travel between processes [default: the fastest available]");

    private readonly SecurityOptions _security;

    /// <summary>Adds them to a command.</summary>
    public ProcessOptions(Command command)
    {
        command.Add(_processes, _listen, _minWorkers, _maxRestarts, _patience, _wire);
        _security = new SecurityOptions(command);
        All = [_processes, _listen, _minWorkers, _maxRestarts, _patience, _wire, .. _security.All];
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All { get; }

    /// <summary>Returns the requested cluster; null for a training in one process.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="configuration">The settings. Each process gets one worker unless a setting says how many.</param>
    /// <exception cref="RunException">An option is wrong, or has no meaning in one process.</exception>
    public ClusterRequest? Request(ParseResult parsed, ResolvedConfiguration configuration)
    {
        var (processes, listen) = (parsed.GetValue(_processes), parsed.GetValue(_listen));
        if (processes is null && listen is null)
            return All.FirstOrDefault(parsed.Has) is not { } without ? null : throw Usage.Error($"{without.Name} requires --processes or --listen.");
        var address = listen is null ? new HostAndPort("127.0.0.1", 0) : HostAndPort.Parse("--listen", listen);
        if (address.IsAny) throw Usage.Error($"--listen {listen}: give the address at which other machines reach this one.");
        if (processes is 0 && listen is null)
            throw Usage.Error("--processes 0 starts no processes, so it needs --listen HOST:PORT for workers to join.");
        if (processes is < 0 or > MaxProcesses) throw Usage.Error($"--processes: expected 0 to {MaxProcesses}, found {processes}.");
        var minWorkers = parsed.InRange(_minWorkers, 1, RunRequest.MaxRealWorkers);
        var maxRestarts = parsed.InRange(_maxRestarts, 0);
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
            MinWorkers = minWorkers,
            MaxRestarts = maxRestarts,
            WorkerPatience = parsed.Time(_patience) ?? TimeSpan.FromSeconds(30),
            Wire = parsed.GetValue(_wire) is { } wire ? WireOf(wire) : null,
            Tls = security.Tls,
            Token = security.Token(),
        };
    }

    private static WireKind WireOf(string name) => Names.TryParse<WireKind>(name, out var wire) ? wire
        : throw Usage.Error($"--wire: expected shared, tcp or akka, found {name}.");
}

/// <summary>The options for the join token and TLS.</summary>
internal sealed class SecurityOptions
{
    private readonly Option<string> _token = Flags.Text("--token-file", "FILE",
        $"File with the join token [default: the environment's {JoinToken.Variable}]");

    private readonly Option<string> _certificate = Flags.Text("--certificate", "FILE",
        "This side's certificate with its key, as created by actorbackprop certificates");

    private readonly Option<string> _authority = Flags.Text("--authority", "FILE",
        "Certificate that must have signed the other side's certificate");

    private readonly Option<bool> _insecure = Flags.Switch("--insecure",
        "No TLS beyond this machine: anyone on the network can read and change the traffic");

    /// <summary>Adds them to a command.</summary>
    public SecurityOptions(Command command) => command.Add(All);

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_token, _certificate, _authority, _insecure];

    /// <summary>Returns the token and the certificates.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="option">The option that names the address.</param>
    /// <param name="address">The address.</param>
    /// <param name="isLoopback">Whether only this machine reaches the address; traffic beyond it is encrypted unless --insecure is given.</param>
    public Security Read(ParseResult parsed, string option, HostAndPort address, Func<bool> isLoopback)
    {
        var (certificate, authority, isInsecure) = (parsed.GetValue(_certificate), parsed.GetValue(_authority), parsed.GetValue(_insecure));
        if (certificate is null != authority is null)
            throw Usage.Error("--certificate and --authority must be given together: one for this side, one for the other.");
        if (certificate is null && !isInsecure && !isLoopback())
            throw Usage.Error($"{option} {address}: beyond this machine expected --certificate and --authority, which actorbackprop certificates "
                + "creates, or --insecure.");
        if (certificate is not null && isInsecure) throw Usage.Error("--insecure and --certificate exclude each other.");
        var tls = certificate is null ? null : Certificates.Read(certificate, authority!);
        if (tls?.RejectionReason(tls.Certificate) is { } why) // every leader and worker would refuse it
            throw Usage.Error($"--certificate {certificate}: {why}.");
        return new Security(() => JoinToken.Find(parsed.GetValue(_token)), tls, certificate, authority, isInsecure);
    }
}

/// <summary>The join token and TLS.</summary>
/// <param name="Token">Finds the token; null where there is none yet.</param>
/// <param name="Tls">The certificates; null for unencrypted connections.</param>
/// <param name="Certificate">Path of this side's certificate, for a child process.</param>
/// <param name="Authority">Path of the authority's certificate, for a child process.</param>
/// <param name="Insecure">Whether --insecure was given.</param>
internal sealed record Security(Func<string?> Token, WireTls? Tls, string? Certificate, string? Authority, bool Insecure)
{
    /// <summary>The same as arguments for a child process.</summary>
    public IEnumerable<string> Arguments =>
        Tls is not null ? ["--certificate", Path.GetFullPath(Certificate!), "--authority", Path.GetFullPath(Authority!)]
        : Insecure ? ["--insecure"] : [];
}

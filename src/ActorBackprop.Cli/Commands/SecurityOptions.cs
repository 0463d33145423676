using System.CommandLine;
using ActorBackprop.Cluster.Transport.Tcp;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs.Training.Processes;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Commands;

/// <summary>The options that say who may join, and whether others can read along.</summary>
internal sealed class SecurityOptions
{
    private readonly Option<string> _token = new("--token-file")
    {
        Description = $"File with the join token [default: the environment's {JoinToken.Variable}]",
        HelpName = "FILE",
    };

    private readonly Option<string> _certificate = new("--certificate")
    {
        Description = "This side's certificate and key, as actorbackprop certificates makes them",
        HelpName = "FILE",
    };

    private readonly Option<string> _authority = new("--authority")
    {
        Description = "The certificate that has to have signed the other side's",
        HelpName = "FILE",
    };

    private readonly Option<bool> _insecure = new("--insecure")
    {
        Description = "Without TLS beyond this machine: whoever sees the network sees everything",
    };

    /// <summary>Adds them to a command.</summary>
    public SecurityOptions(Command command)
    {
        foreach (var option in All) command.Options.Add(option);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_token, _certificate, _authority, _insecure];

    /// <summary>Who may join.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="option">The option that names the address.</param>
    /// <param name="address">What it names.</param>
    /// <param name="isLoopback">Whether it is an address of this machine alone: beyond it nothing goes in plain text unless asked for.</param>
    public Security Read(ParseResult parsed, string option, HostAndPort address, Func<bool> isLoopback)
    {
        var (certificate, authority) = (parsed.GetValue(_certificate), parsed.GetValue(_authority));
        if (certificate is null != authority is null)
            throw new RunException(ExitCode.Usage, "--certificate and --authority go together: one for this side, one for the other.");
        if (certificate is null && !parsed.GetValue(_insecure) && !isLoopback())
            throw new RunException(ExitCode.Usage, $"{option} {address}: beyond this machine expected --certificate and --authority, which "
                + "actorbackprop certificates makes, or --insecure.");
        if (certificate is not null && parsed.GetValue(_insecure))
            throw new RunException(ExitCode.Usage, "--insecure and --certificate exclude each other.");
        var tls = certificate is null ? null : Certificates.Read(certificate, authority!);
        if (tls?.RejectionReason(tls.Certificate) is { } why) // every leader and worker would refuse it
            throw new RunException(ExitCode.Usage, $"--certificate {certificate}: {why}.");
        return new Security(() => JoinToken.Find(parsed.GetValue(_token)), tls, certificate, authority, parsed.GetValue(_insecure));
    }
}

/// <summary>Who may join.</summary>
/// <param name="Token">Finds the secret; null for none so far.</param>
/// <param name="Tls">Certificates; null for plain connections.</param>
/// <param name="Certificate">Their files, for a child process.</param>
/// <param name="Authority">Their files, for a child process.</param>
/// <param name="Insecure">Whether plain ones were asked for.</param>
internal sealed record Security(Func<string?> Token, WireTls? Tls, string? Certificate, string? Authority, bool Insecure)
{
    /// <summary>The same on a child's command line.</summary>
    public IEnumerable<string> Arguments =>
        Tls is not null ? ["--certificate", Path.GetFullPath(Certificate!), "--authority", Path.GetFullPath(Authority!)]
        : Insecure ? ["--insecure"] : [];
}

using System.Globalization;
using System.Net;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Commands;

/// <summary>HOST:PORT.</summary>
/// <param name="Host">A name or an address.</param>
/// <param name="Port">0 takes a free one, where something listens.</param>
internal sealed record HostAndPort(string Host, int Port)
{
    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Whether it stands for all addresses of a machine.</summary>
    public bool IsAny => IPAddress.TryParse(Host, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));

    /// <summary>Reads one.</summary>
    /// <exception cref="RunException">It is none.</exception>
    public static HostAndPort Parse(string option, string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && !text[..colon].Contains(':')
            && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port < IPEndPoint.MaxPort
            ? new HostAndPort(text[..colon], port)
            : throw new RunException(ExitCode.Usage, $"{option}: expected HOST:PORT, as in 127.0.0.1:4711, found {text}.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Host}:{Port}";
}

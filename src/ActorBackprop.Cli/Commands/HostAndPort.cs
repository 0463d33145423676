using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Commands;

/// <summary>An address of the form HOST:PORT, or [ADDRESS]:PORT for IPv6.</summary>
/// <param name="Host">A name or an address, without brackets.</param>
/// <param name="Port">The port; 0 for any free port to listen on.</param>
internal sealed record HostAndPort(string Host, int Port)
{
    private const string Example = "127.0.0.1:4711, leader.example:4711 or [::1]:4711";

    /// <summary>Whether it means all addresses of a machine.</summary>
    public bool IsAny => IPAddress.TryParse(Host, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));

    /// <summary>Reads an address.</summary>
    /// <exception cref="RunException">The text is not an address.</exception>
    public static HostAndPort Parse(string option, string text)
    {
        var colon = text.LastIndexOf(':');
        var host = colon > 0 ? text[..colon] : "";
        var isName = host.Length is > 0 and < 256 && !host.Contains(':') && !host.Contains('[') && !host.Contains(']');
        var isIPv6 = host is ['[', .., ']'] && IPAddress.TryParse(host[1..^1], out var address)
            && address.AddressFamily == AddressFamily.InterNetworkV6;
        if (isIPv6) host = host[1..^1];
        return (isName || isIPv6)
            && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port < IPEndPoint.MaxPort
            ? new HostAndPort(host, port)
            : throw Usage.Error($"{option}: expected HOST:PORT, as in {Example}, found {text}.");
    }

    /// <summary>Returns the addresses of the host, at least one.</summary>
    /// <exception cref="RunException">The name does not resolve.</exception>
    public IReadOnlyList<IPAddress> Resolve(string option)
    {
        try
        {
            var addresses = Dns.GetHostAddresses(Host);
            if (addresses.Length > 0) return addresses;
        }
        catch (SocketException cause)
        {
            throw Usage.Error($"{option} {this}: the name {Host} does not resolve ({cause.Message}).");
        }
        throw Usage.Error($"{option} {this}: the name {Host} has no address.");
    }

    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}

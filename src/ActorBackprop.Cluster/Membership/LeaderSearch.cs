using System.Net;
using System.Net.Sockets;

namespace ActorBackprop.Cluster.Membership;

/// <summary>Finds the address at which a leader can be reached.</summary>
public static class LeaderSearch
{
    private static readonly TimeSpan TimeToConnect = TimeSpan.FromSeconds(3);

    /// <summary>Resolves a name and connects to each of its addresses in order, until one accepts.</summary>
    /// <param name="host">A name or an address; an IPv6 address without brackets.</param>
    /// <param name="port">The leader's port.</param>
    /// <param name="loopbackOnly">Whether addresses beyond this machine are skipped.</param>
    /// <param name="stop">Ends the search.</param>
    /// <returns>The first address that accepts a connection; otherwise the reason why none does, as a clause.</returns>
    /// <exception cref="OperationCanceledException">The search was stopped.</exception>
    public static async Task<(IPAddress? Found, string Why)> Find(string host, int port, bool loopbackOnly, CancellationToken stop)
    {
        IPAddress[] addresses;
        try
        {
            addresses = await Dns.GetHostAddressesAsync(host, stop);
        }
        catch (SocketException cause)
        {
            return (null, $"the name {host} does not resolve ({cause.Message})");
        }
        if (loopbackOnly) addresses = [.. addresses.Where(IPAddress.IsLoopback)];
        var reasons = new List<string>();
        foreach (var address in addresses)
        {
            if (await WhyNot(new IPEndPoint(address, port), stop) is not { } why) return (address, "");
            reasons.Add(why);
        }
        return (null, reasons.Count > 0 ? string.Join("; ", reasons) : $"the name {host} has no address of this machine");
    }

    /// <summary>Returns the reason why an address does not accept a connection; null if it does.</summary>
    private static async Task<string?> WhyNot(IPEndPoint at, CancellationToken stop)
    {
        using var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeToConnect);
        try
        {
            await socket.ConnectAsync(at, limit.Token);
            return null;
        }
        catch (SocketException cause)
        {
            return WhyNot(at, cause);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Silent(at);
        }
    }

    private static string WhyNot(IPEndPoint at, SocketException cause) => cause.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => $"{at} refuses connections, so no leader listens there",
        SocketError.TimedOut => Silent(at),
        _ => $"cannot connect to {at} ({cause.Message})",
    };

    private static string Silent(IPEndPoint at) =>
        $"{at} does not answer, so its machine is off, or a firewall drops the connection";
}

using System.Net;
using System.Net.Sockets;
using ActorBackprop.Cluster.Membership;

namespace ActorBackprop.Cluster.Tests.Membership;

public sealed class LeaderSearchTests
{
    [Theory]
    [InlineData("localhost"), InlineData("LOCALHOST"), InlineData("127.0.0.1")]
    public async Task Each_name_and_address_of_a_listener_leads_to_it(string host)
    {
        using var listener = Listen(IPAddress.Loopback);
        Assert.Equal((IPAddress.Loopback, ""), await LeaderSearch.Find(host, PortOf(listener), loopbackOnly: true, default));
    }

    [Fact]
    public async Task An_IPv6_address_leads_to_its_listener()
    {
        using var listener = Listen(IPAddress.IPv6Loopback);
        Assert.Equal(IPAddress.IPv6Loopback, (await LeaderSearch.Find("::1", PortOf(listener), false, default)).Found);
    }

    [Fact]
    public async Task A_refused_connection_and_an_unresolved_name_have_different_sentences()
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // and does not listen
        var port = ((IPEndPoint)unused.LocalEndPoint!).Port;
        Assert.Equal((null, $"127.0.0.1:{port} refuses connections, so no leader listens there"),
            await LeaderSearch.Find("127.0.0.1", port, false, default));
        var (found, why) = await LeaderSearch.Find("leader.invalid", port, false, default);
        Assert.Null(found);
        Assert.StartsWith("the name leader.invalid does not resolve (", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_port_has_its_own_sentence()
    {
        if (!OperatingSystem.IsLinux()) return; // elsewhere no port of this machine is silent
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0); // Linux drops what comes once one connection waits to be accepted
        var at = (IPEndPoint)full.LocalEndPoint!;
        var waiting = Enumerable.Range(0, 4).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        try
        {
            foreach (var socket in waiting) _ = socket.ConnectAsync(at);
            Assert.True(SpinWait.SpinUntil(() => waiting.Exists(socket => socket.Connected), TimeSpan.FromSeconds(20)));
            Assert.Equal((null, $"{at} does not answer, so its machine is off, or a firewall drops the connection"),
                await LeaderSearch.Find("127.0.0.1", at.Port, false, default));
        }
        finally
        {
            waiting.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Only_loopback_addresses_are_tried_without_certificates() =>
        Assert.Equal((null, "the name 192.0.2.1 has no address of this machine"),
            await LeaderSearch.Find("192.0.2.1", 1, loopbackOnly: true, default));

    [Fact]
    public async Task A_search_that_is_stopped_ends() => await Assert.ThrowsAnyAsync<OperationCanceledException>(
        () => LeaderSearch.Find("127.0.0.1", 1, true, new CancellationToken(canceled: true)));

    private static TcpListener Listen(IPAddress address)
    {
        var listener = new TcpListener(address, 0);
        listener.Start();
        return listener;
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}

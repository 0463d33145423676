using System.Net;
using System.Net.Sockets;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Membership;
using ActorBackprop.Cluster.Remoting;
using ActorBackprop.Cluster.Tests.Membership;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport.Tcp;

namespace ActorBackprop.Cluster.Tests.Remoting;

/// <summary>Connects to the listener of a leader and to other programs; each kind of failure has its own sentence.</summary>
public sealed class ConnectionAttemptTests
{
    [Theory, InlineData("127.0.0.1"), InlineData("::1")]
    public async Task A_leader_with_the_same_name_and_token_is_connected_to(string host)
    {
        using var leader = Start(host, null);
        Assert.Null(await Connect(host, leader, null));
        var certificates = new Certificates();
        using var secured = Start(host, certificates.Good());
        Assert.Null(await Connect(host, secured, certificates.Good()));
    }

    [Fact]
    public async Task A_leader_with_another_name_is_final_and_the_sentence_states_both_names()
    {
        using var leader = Start("localhost", null);
        var port = PortOf(leader);
        var failed = await Connect("127.0.0.1", leader, null);
        Assert.Equal((WorkerEnd.NoLeader, $"the leader at 127.0.0.1:{port} calls itself localhost:{port} and answers to that address only; "
            + "join it there, or have it listen on an address that both sides use"), (failed!.End, failed.Why));
    }

    [Fact]
    public async Task An_untrusted_certificate_is_final_and_the_distrusting_side_is_named()
    {
        var (ours, theirs) = (new Certificates(), new Certificates());
        using var leader = Start("127.0.0.1", ours.Good());
        var here = await Connect("127.0.0.1", leader, theirs.Good());
        Assert.Equal((WorkerEnd.NoLeader, $"this side does not trust the leader at 127.0.0.1:{PortOf(leader)}: "
            + "its certificate was not signed by the authority for this purpose"), (here!.End, here.Why));
        var there = await Connect("127.0.0.1", leader, ours.Of(theirs));
        Assert.Equal((WorkerEnd.NoLeader, $"the leader at 127.0.0.1:{PortOf(leader)} does not trust this side's certificate; "
            + "the leader's log says why"), (there!.End, there.Why));
    }

    [Fact]
    public async Task TLS_on_one_side_only_is_named_and_no_certificate_is_blamed()
    {
        using var secured = Start("127.0.0.1", new Certificates().Good());
        AssertRetried("ends each connection, so its leader expects certificates", await Connect("127.0.0.1", secured, null));
        using var plain = Start("127.0.0.1", null);
        AssertRetried("does not speak TLS", await Connect("127.0.0.1", plain, new Certificates().Good()));
    }

    [Fact]
    public async Task Another_program_is_not_a_leader_whether_it_answers_is_silent_or_hangs_up()
    {
        var silent = ConnectToProgram(_ => { });
        AssertRetried("is not a leader of this version", await ConnectToProgram(socket => socket.Send(new byte[100])));
        AssertRetried("ends each connection", await ConnectToProgram(socket => socket.Close()));
        AssertRetried("accepts connections and does not answer", await silent);
    }

    [Fact]
    public async Task A_port_without_a_listener_cannot_be_connected_to()
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // and does not listen
        AssertRetried("cannot connect to", await Connect("127.0.0.1", ((IPEndPoint)unused.LocalEndPoint!).Port, null));
    }

    /// <summary>Tries to connect to a leader that has the same token.</summary>
    internal static Task<ConnectionFailed?> Connect(string host, TokenListener leader, WireTls? tls) => Connect(host, PortOf(leader), tls);

    /// <summary>Listens as a leader with a name does.</summary>
    internal static TokenListener Start(string name, WireTls? tls) => new(
        new IPEndPoint(name == "::1" ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0), new TransportSetup(name, 0, SomeGate.Token, tls),
        (socket, _) => socket.Dispose());

    private static async Task<ConnectionFailed?> Connect(string host, int port, WireTls? tls)
    {
        var attempt = new ConnectionAttempt(ClusterSystem.LeaderAt(host, port, tls), new TransportSetup(host, 0, SomeGate.Token, tls));
        await using var stream = await attempt.Open();
        Assert.Equal(stream is null, attempt.Failure is not null);
        return attempt.Failure;
    }

    private static async Task<ConnectionFailed?> ConnectToProgram(Action<Socket> answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var connecting = Connect("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, null);
        using var socket = await listener.AcceptSocketAsync();
        answer(socket);
        return await connecting;
    }

    private static void AssertRetried(string sentence, ConnectionFailed? failed)
    {
        Assert.NotNull(failed);
        Assert.Null(failed.End);
        Assert.Contains(sentence, failed.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("trust", failed.Why, StringComparison.Ordinal);
    }

    private static int PortOf(TokenListener leader) => leader.EndPoint.Port;
}

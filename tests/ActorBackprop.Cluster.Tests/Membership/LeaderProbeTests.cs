using System.Net;
using System.Net.Sockets;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Membership;
using ActorBackprop.Cluster.Tests.Support;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport.Tcp;
using Akka.Actor;
using CsCheck;

namespace ActorBackprop.Cluster.Tests.Membership;

/// <summary>Each reason for which a real actor system, or none, does not answer gets a sentence of its own.</summary>
public sealed class LeaderProbeTests
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    [Theory, InlineData("127.0.0.1"), InlineData("::1")]
    public async Task A_leader_that_answers_as_it_is_asked_gives_no_reason(string host)
    {
        using var leader = Start(host, null);
        Assert.Null(await LeaderProbe.Examine(ClusterSystem.LeaderAt(host, PortOf(leader), null), Token, null));
        var certificates = new Certificates();
        using var secured = Start(host, certificates.Good());
        Assert.Null(await Examine(host, secured, certificates.Good()));
    }

    [Fact]
    public async Task A_leader_that_calls_itself_something_else_is_named_as_it_calls_itself()
    {
        using var leader = Start("localhost", null);
        var port = PortOf(leader);
        var finding = await Examine("127.0.0.1", leader, null);
        Assert.True(finding!.IsFinal);
        Assert.StartsWith($"the leader at 127.0.0.1:{port} calls itself localhost:{port} and answers to that address only",
            finding.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_blamed_by_the_side_that_does_not_trust_it()
    {
        var (ours, theirs) = (new Certificates(), new Certificates());
        using var leader = Start("127.0.0.1", ours.Good());
        var untrusted = await Examine("127.0.0.1", leader, theirs.Good());
        Assert.Equal(
            (true, $"this side does not trust the leader at 127.0.0.1:{PortOf(leader)}: "
                + "its certificate is none that the authority has signed for this"),
            (untrusted!.IsFinal, untrusted.Why));
        var distrusted = await Examine("127.0.0.1", leader, ours.Of(theirs));
        Assert.Equal((true, $"the leader at 127.0.0.1:{PortOf(leader)} does not trust this side's certificate; the leader's log says why"),
            (distrusted!.IsFinal, distrusted.Why));
    }

    [Fact]
    public async Task A_side_that_speaks_TLS_to_one_that_does_not_is_told_so_and_no_certificate_is_blamed()
    {
        using var secured = Start("127.0.0.1", new Certificates().Good());
        Assert.Contains("expects certificates", (await Examine("127.0.0.1", secured, null))!.Why);
        using var plain = Start("127.0.0.1", null);
        var finding = await Examine("127.0.0.1", plain, new Certificates().Good());
        Assert.Contains("does not speak TLS", finding!.Why);
        Assert.DoesNotContain("trust", finding.Why);
    }

    [Fact]
    public async Task Another_program_is_no_leader_whether_it_answers_is_silent_or_hangs_up()
    {
        Assert.Contains("it is no leader", (await ExamineOther(socket => socket.Send(new byte[100])))!.Why);
        Assert.Contains("does not answer", (await ExamineOther(_ => { }))!.Why);
        Assert.Contains("ends each connection", (await ExamineOther(socket => socket.Close()))!.Why);
    }

    [Fact]
    public async Task Nobody_at_the_port_is_not_blamed_for_anything()
    {
        using var nobody = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // and does not listen
        Assert.Null(await LeaderProbe.Examine(ClusterSystem.LeaderAt("127.0.0.1", ((IPEndPoint)nobody.LocalEndPoint!).Port, null), Token, null));
    }

    [Fact]
    public void The_address_in_a_frame_is_read_as_it_was_written()
    {
        var address = ClusterSystem.LeaderAt("2001:db8::7", 4711, null);
        Assert.Equal(address, AssociateFrame.Read(AssociateFrame.Of(address)[AssociateFrame.LengthBytes..]));
        Assert.Null(AssociateFrame.Read([]));
    }

    [Fact]
    public void Whatever_bytes_come_there_is_an_address_or_none() =>
        Gen.Byte.Array[0, 200].Sample(bytes => { AssociateFrame.Read(bytes); }, iter: 5000, threads: 1);

    private static ActorSystem Start(string host, WireTls? tls) => ClusterSystem.Start(ClusterSettings.Quiet, host, 0, Token, tls);

    private static int PortOf(ActorSystem system) => ClusterSystem.AddressOf(system).Port!.Value;

    private static Task<LeaderProbe.Finding?> Examine(string host, ActorSystem leader, WireTls? tls) =>
        LeaderProbe.Examine(ClusterSystem.LeaderAt(host, PortOf(leader), tls), Token, tls);

    private static async Task<LeaderProbe.Finding?> ExamineOther(Action<Socket> answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var examined = LeaderProbe.Examine(ClusterSystem.LeaderAt("127.0.0.1", port, null), Token, null);
        using var socket = await listener.AcceptSocketAsync();
        answer(socket);
        return await examined;
    }
}

using System.Net;
using ActorBackprop.Cluster.Tests.Remoting;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport.Tcp;

namespace ActorBackprop.Cluster.Tests.Membership;

/// <summary>Both ports of a leader, the one of Akka and the one for gradients, trust the same certificates.</summary>
public sealed class CertificatePurposeTests
{
    private const string Server = "1.3.6.1.5.5.7.3.1", Client = "1.3.6.1.5.5.7.3.2", Email = "1.3.6.1.5.5.7.3.4";

    public static TheoryData<string[], bool> Purposes => new()
    {
        { [], true }, { [Server, Client], true }, { [Client, Email, Server], true },
        { [Email], false }, { [Client], false }, { [Server], false },
    };

    [Theory, MemberData(nameof(Purposes))]
    public async Task Both_ports_trust_only_worker_certificates_for_servers_and_clients(string[] purposes, bool isTrusted)
    {
        var certificates = new Certificates();
        var (leader, worker) = (certificates.Good(), certificates.For(purposes));
        using var listener = ConnectionAttemptTests.Start("127.0.0.1", leader);
        var failed = await ConnectionAttemptTests.Connect("127.0.0.1", listener, worker);
        var why = Connect(leader, worker, out var refusal);
        if (isTrusted)
        {
            Assert.Null(failed);
            Assert.Null(why);
            return;
        }
        Assert.Contains("does not trust this side's certificate", failed!.Why);
        Assert.NotNull(why);
        Assert.Contains("expected one for servers and clients", await refusal);
    }

    [Theory, MemberData(nameof(Purposes))]
    public async Task A_worker_trusts_a_leader_at_both_ports_by_the_same_purposes(string[] purposes, bool isTrusted)
    {
        var certificates = new Certificates();
        var (leader, worker) = (certificates.For(purposes), certificates.Good());
        using var listener = ConnectionAttemptTests.Start("127.0.0.1", leader);
        var failed = await ConnectionAttemptTests.Connect("127.0.0.1", listener, worker);
        var why = Connect(leader, worker, out _);
        Assert.Equal((isTrusted, isTrusted), (failed is null, why is null));
        if (isTrusted) return;
        Assert.Contains("expected one for servers and clients", failed!.Why);
        Assert.Contains("expected one for servers and clients", why);
    }

    /// <summary>Connects to the port for gradients.</summary>
    /// <returns>Why the worker fails to; null where it does not.</returns>
    private static string? Connect(WireTls leader, WireTls worker, out Task<string> refusal)
    {
        var refused = new TaskCompletionSource<string>();
        refusal = refused.Task;
        var refusals = new Refusals((_, why) => refused.TrySetResult(why));
        using var listener = new WireListener(new IPEndPoint(IPAddress.Loopback, 0), leader, refusals: refusals);
        try
        {
            WireConnector.Connect(listener.EndPoint, listener.Issue(stream => stream.Dispose()), worker).Dispose();
            return null;
        }
        catch (IOException failure)
        {
            return failure.Message;
        }
    }
}

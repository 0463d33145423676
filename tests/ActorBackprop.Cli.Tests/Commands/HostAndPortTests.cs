using System.Net;
using ActorBackprop.Cli.Commands;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Tests.Commands;

public sealed class HostAndPortTests
{
    [Theory]
    [InlineData("127.0.0.1:4711", "127.0.0.1", 4711), InlineData("leader.example:1", "leader.example", 1), InlineData("localhost:0", "localhost", 0)]
    [InlineData("10.0.0.7:65534", "10.0.0.7", 65534), InlineData("[::1]:4711", "::1", 4711), InlineData("[2001:db8::7]:0", "2001:db8::7", 0)]
    public void A_host_and_a_port_are_read(string text, string host, int port)
    {
        var read = HostAndPort.Parse("--listen", text);
        Assert.Equal((host, port, text), (read.Host, read.Port, read.ToString()));
    }

    [Theory]
    [InlineData(""), InlineData(":"), InlineData("4711"), InlineData(":4711"), InlineData("host"), InlineData("host:"), InlineData("host:x")]
    [InlineData("host:-1"), InlineData("host:+1"), InlineData("host: 1"), InlineData("host:65536")]
    [InlineData("host:65535")] // the next port is needed, too
    [InlineData("host:99999999999"), InlineData("::1:4711"), InlineData("a:b:1"), InlineData("[::1]"), InlineData("[::1:4711"), InlineData("[]:1")]
    [InlineData("[host]:1"), InlineData("[127.0.0.1]:1"), InlineData("[::1]x:1")]
    public void Invalid_addresses_are_refused(string text)
    {
        var failure = Assert.Throws<RunException>(() => HostAndPort.Parse("--join", text));
        Assert.Equal((ExitCode.Usage, $"--join: expected HOST:PORT, as in 127.0.0.1:4711, leader.example:4711 or [::1]:4711, found {text}."),
            (failure.Code, failure.Message));
    }

    [Fact]
    public void A_name_that_is_too_long_for_the_domain_name_system_is_refused() =>
        Assert.Throws<RunException>(() => HostAndPort.Parse("--join", new string('a', 256) + ":1"));

    [Theory, InlineData("localhost"), InlineData("LOCALHOST"), InlineData("127.0.0.1"), InlineData("127.9.9.9"), InlineData("::1")]
    public void Loopback_addresses_are_recognized_in_every_notation(string host) =>
        Assert.All(new HostAndPort(host, 1).Resolve("--listen"), address => Assert.True(IPAddress.IsLoopback(address)));

    [Theory, InlineData("10.0.0.7"), InlineData("2001:db8::7")]
    public void An_address_is_resolved_to_itself(string host) =>
        Assert.Equal(IPAddress.Parse(host), Assert.Single(new HostAndPort(host, 1).Resolve("--listen")));

    [Fact]
    public void A_name_that_does_not_resolve_is_refused()
    {
        var failure = Assert.Throws<RunException>(() => new HostAndPort("leader.invalid", 4711).Resolve("--join"));
        Assert.Equal(ExitCode.Usage, failure.Code);
        Assert.StartsWith("--join leader.invalid:4711: the name leader.invalid does not resolve (", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0", true), InlineData("0", true), InlineData("::", true), InlineData("127.0.0.1", false), InlineData("example", false)]
    public void Wildcard_addresses_are_recognized(string host, bool isAny) => Assert.Equal(isAny, new HostAndPort(host, 1).IsAny);
}

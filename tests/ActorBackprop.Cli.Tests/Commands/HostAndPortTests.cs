using ActorBackprop.Cli.Commands;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Tests.Commands;

public sealed class HostAndPortTests
{
    [Theory]
    [InlineData("127.0.0.1:4711", "127.0.0.1", 4711), InlineData("leader.example:1", "leader.example", 1), InlineData("localhost:0", "localhost", 0)]
    [InlineData("10.0.0.7:65534", "10.0.0.7", 65534)]
    public void A_host_and_a_port_are_read(string text, string host, int port)
    {
        var read = HostAndPort.Parse("--listen", text);
        Assert.Equal((host, port, text), (read.Host, read.Port, read.ToString()));
    }

    [Theory]
    [InlineData(""), InlineData(":"), InlineData("4711"), InlineData(":4711"), InlineData("host"), InlineData("host:"), InlineData("host:x")]
    [InlineData("host:-1"), InlineData("host:+1"), InlineData("host: 1"), InlineData("host:65535"), InlineData("host:65536")] // the next port is needed, too
    [InlineData("host:99999999999"), InlineData("::1:4711"), InlineData("[::1]:4711"), InlineData("a:b:1")]
    public void Anything_else_is_refused_with_what_was_found(string text)
    {
        var failure = Assert.Throws<RunException>(() => HostAndPort.Parse("--join", text));
        Assert.Equal((ExitCode.Usage, $"--join: expected HOST:PORT, as in 127.0.0.1:4711, found {text}."), (failure.Code, failure.Message));
    }

    [Theory]
    [InlineData("127.0.0.1", true), InlineData("127.9.9.9", true), InlineData("localhost", true)]
    [InlineData("10.0.0.7", false), InlineData("0.0.0.0", false), InlineData("localhost.example", false), InlineData("127.0.0.1.example", false)]
    public void Only_this_machines_own_addresses_are_its_own(string host, bool isLoopback) =>
        Assert.Equal(isLoopback, new HostAndPort(host, 1).IsLoopback);

    [Theory, InlineData("0.0.0.0", true), InlineData("0", true), InlineData("127.0.0.1", false), InlineData("example", false)]
    public void What_stands_for_all_addresses_is_known(string host, bool isAny) => Assert.Equal(isAny, new HostAndPort(host, 1).IsAny);
}

using System.Net;
using System.Net.Sockets;
using ActorBackprop.Runs;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.Commands;

/// <summary>The options --view and --port.</summary>
[Collection(nameof(OneConsole))]
public sealed class ViewOptionTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    [Theory]
    [InlineData("--port requires --view.", "train", "--port", "8080")]
    [InlineData("--port requires --view.", "simulate", "--port", "8080")]
    [InlineData("--port: expected a number from 1 to 65535, found 0.", "train", "--view", "--port", "0")]
    [InlineData("--port: expected a number from 1 to 65535, found 65536.", "simulate", "--view", "--port", "65536")]
    [InlineData("--port: expected a number from 1 to 65535, found http.", "view", "runs/x", "--port", "http")]
    [InlineData("--textbook and --port exclude each other", "train", "--textbook", "--port", "8080")]
    public void Options_that_exclude_each_other_end_with_2(string sentence, params string[] arguments) =>
        Assert.StartsWith(sentence, InProcess.Refusal(ExitCode.Usage, arguments), StringComparison.Ordinal);

    [Theory, InlineData("train"), InlineData("simulate")]
    public void A_used_port_is_refused_before_the_run_writes_files(string command)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var (port, directory) = (((IPEndPoint)other.LocalEndpoint).Port, digits.At($"{command}-port"));
        var refusal = InProcess.Refusal(ExitCode.Usage, command, "--data", digits.Data, "--layers", SmallDigits.Layers, "--view", "--port", $"{port}",
            "--out", directory);
        Assert.StartsWith($"Cannot serve the page on 127.0.0.1:{port}: ", refusal, StringComparison.Ordinal);
        Assert.False(Path.Exists(directory));
    }
}

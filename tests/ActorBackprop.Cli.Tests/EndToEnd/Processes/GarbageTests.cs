using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd.Processes;

/// <summary>Connections that are nothing but garbage come to both ports of a leader while it trains.</summary>
[Trait("Category", "Long")]
[Collection(nameof(ManyProcesses))]
public sealed class GarbageTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private const string Settings = "--epochs 300 --minibatch 60 --microbatch 4 --learning-rate 0.3 --checkpoint-every-steps 5";

    private const int Connections = 1200, MostMegabytes = 50, MostBytesOfLog = 1_000_000;

    [LinuxFact("/proc, which tells a process's ports and memory")]
    public async Task Twelve_hundred_connections_change_no_bit_and_cost_little_memory_and_log()
    {
        // Waiting for its measuring, each epoch takes so long that it trains until the last of them has come.
        using var run = ProcessRun.Start(digits.At("unharmed"),
            ["train", "--data", digits.Write("many-tests", SmallDigits.Training, 100_000, seed: 3), "--layers", SmallDigits.Layers, "--json",
                .. Actorbackprop.Split($"{Settings} --processes 2")]);
        await run.NextJoined();
        await run.NextJoined();
        await run.StepsDone(20);
        var ports = ListeningPorts.Of(run.Leader.Id);
        Assert.Equal(2, ports.Count); // Akka's, and that of the gradients
        var before = MegabytesOf(run.Leader.Id);
        var open = new List<Socket>();
        try
        {
            var random = new Random(5);
            for (var i = 0; i < Connections; i++)
                if (Throw(ports[i % 2], i / 2 % 6, random) is { } left) open.Add(left);
            Trickle(open);
            await run.StepsDone(30); // it goes on while they are there
            var after = MegabytesOf(run.Leader.Id);
            Assert.True(after - before <= MostMegabytes, $"resident before {before} MB, after {after} MB");
            Assert.InRange(new FileInfo(Path.Combine(run.Directory, "log.jsonl")).Length, 1, MostBytesOfLog);
            var outcome = await run.Leader.Ended();
            Assert.True(outcome.ExitCode == 0, outcome.Error);
            Assert.Equal(await Sequential(), outcome.Weights);
            Assert.Equal((2, 0), (outcome.Last.GetProperty("processes").GetInt32(), outcome.Last.GetProperty("restarts").GetInt32()));
        }
        finally
        {
            open.ForEach(socket => socket.Dispose());
        }
        run.LeavesNoProcess();
    }

    /// <summary>
    /// A connection, by kind: bytes at random, a huge length, silent, slow, a frame of 60 KB as Akka's own transport sends them, a
    /// greeting of a version that is none.
    /// </summary>
    /// <returns>The connection, where it stays open.</returns>
    private static Socket? Throw(int port, int kind, Random random)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            var bytes = new byte[random.Next(1, 2000)];
            random.NextBytes(bytes);
            socket.Send(kind switch
            {
                0 => bytes,
                1 => [255, 255, 255, 127, .. bytes],
                2 => [],
                3 => "ABPW"u8.ToArray(),
                4 => [0x60, 0xEA, 0, 0, .. new byte[60_000]],
                _ => [.. "ABPWIRE\n"u8, 255, 255, 255, 255, .. bytes],
            });
        }
        catch (SocketException)
        {
            // closed before it had said all of it
        }
        if (kind is 2 or 3) return socket;
        socket.Dispose();
        return null;
    }

    /// <summary>Another byte from each that is still there.</summary>
    private static void Trickle(List<Socket> open)
    {
        foreach (var socket in open)
            try
            {
                socket.Send([0]);
            }
            catch (SocketException)
            {
                // it has been closed
            }
    }

    private static double MegabytesOf(int process) => double.Parse(
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;

    private async Task<string> Sequential() => (await Actorbackprop.Run(
        ["train", "--data", digits.Write("few-tests", SmallDigits.Training, SmallDigits.Test, seed: 3), "--layers", SmallDigits.Layers, "--json",
            "--out", digits.At("sequential"), .. Actorbackprop.Split($"{Settings} --sequential")])).Succeeded().Weights;
}

using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using ActorBackprop.Runs.Training.Processes;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd.Processes;

/// <summary>A worker that comes before its leader, by another of its names, and stays when that one is killed and started again.</summary>
[Trait("Category", "Long")]
[Collection(nameof(ManyProcesses))]
public sealed class WaitingForLeaderTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private const string Settings = "--epochs 300 --minibatch 60 --microbatch 4 --learning-rate 0.3 --checkpoint-every-steps 5";

    [Fact]
    public async Task A_worker_waits_for_its_leader_before_the_start_and_after_a_kill()
    {
        var (port, said, token) = (FreePorts(), Channel.CreateUnbounded<string>(), "");
        using var leave = new CancellationTokenSource();
        var worker = Task.Run(() => WorkerRun.Execute(
            new WorkerRequest
            {
                Host = "LOCALHOST",
                Port = port,
                LoopbackOnly = true,
                Token = () => token,
                Say = sentence => said.Writer.TryWrite(sentence),
            },
            leave.Token));
        Assert.Equal($"Waiting 60 s for the leader at LOCALHOST:{port}: 127.0.0.1:{port} refuses connections, so no leader listens there.",
            await Next(said));

        var listen = $"--processes 0 --listen localhost:{port} --token-file {digits.At("token")}";
        token = new string('a', 64);
        File.WriteAllText(digits.At("token"), token);
        using var run = ProcessRun.Start(digits.At("killed"),
            ["train", "--data", digits.Write("many-tests", SmallDigits.Training, 100_000, seed: 3), "--layers", SmallDigits.Layers, "--json",
                .. Actorbackprop.Split($"{Settings} {listen}")]);
        await run.Log.Next("Process ", " has joined with ", TimeSpan.FromMinutes(1)); // this very process, which is not to be ended with the run
        await run.StepsDone(5);
        run.Leader.Kill();
        while (!(await Next(said)).StartsWith($"Waiting 60 s for the leader at LOCALHOST:{port}: the leader is gone", StringComparison.Ordinal))
        {
        }

        token = new string('b', 64); // the leader has another one now
        File.WriteAllText(digits.At("token"), token);
        var resumed = await Actorbackprop.Run(["train", "--resume", run.Directory, "--json", .. Actorbackprop.Split(listen)]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal("The training is over: it has ended.", await worker.WaitAsync(TimeSpan.FromMinutes(1)));
        var sequential = await Actorbackprop.Run(
            ["train", "--data", digits.Write("few-tests", SmallDigits.Training, SmallDigits.Test, seed: 3), "--layers", SmallDigits.Layers, "--json",
                "--out", digits.At("sequential"), .. Actorbackprop.Split($"{Settings} --sequential")]);
        Assert.Equal(sequential.Succeeded().Weights, resumed.Weights);
    }

    private static async Task<string> Next(Channel<string> said) => await said.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

    /// <summary>A port that is free, and the next one, too.</summary>
    private static int FreePorts()
    {
        while (true)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            var port = ((IPEndPoint)first.LocalEndpoint).Port;
            using var second = new TcpListener(IPAddress.Loopback, Math.Min(port + 1, IPEndPoint.MaxPort));
            try
            {
                second.Start();
                return port;
            }
            catch (SocketException)
            {
                // taken: another pair
            }
        }
    }
}

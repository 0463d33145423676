using System.Text.Json;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd.Processes;

/// <summary>The consistency modes by the same flags in one process, in two and in virtual time.</summary>
[Collection(nameof(ManyProcesses))]
public sealed class ModesTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private const string Settings = "--minibatch 64 --microbatch 4 --learning-rate 0.5";

    private const string Uneven = """
        { "title": "Parts of any length", "world": { "compute": { "secondsPerPart": 0.001, "law": { "kind": "exponential" } } } }
        """;

    private static readonly string[] All =
    [
        "k-sync --gradients-per-step 1", "k-batch-sync --gradients-per-step 1", "asynchronous", "k-async --gradients-per-step 1",
        "k-batch-async --gradients-per-step 2", "stale-synchronous --staleness-bound 1",
    ];

    [Fact, Trait("Category", "Long")]
    public async Task Two_processes_train_in_each_mode_and_lose_no_sample_but_what_the_mode_drops()
    {
        const int epochs = 300; // as long as it takes until the slower one's code is compiled, and longer
        foreach (var mode in All.Where(mode => mode.StartsWith("k-sync", StringComparison.Ordinal) || mode[0] != 'k'))
        {
            var name = mode.Split(' ')[0];
            var outcome = await Actorbackprop.Run(
                Actorbackprop.Train(digits, name, $"{Settings} --epochs {epochs} --processes 2 --mode {mode}"));
            var last = outcome.Succeeded().Last;
            Assert.Equal((name, epochs), (last.GetProperty("mode").GetString(), last.GetProperty("epochs").GetInt32()));
            var samples = last.GetProperty("samplesByWorker").EnumerateArray().Select(count => count.GetInt64()).ToArray();
            Assert.Equal(2, samples.Length);
            if (name == "k-sync")
            {
                // Each step takes one gradient and drops the other: a worker that is always late contributes nothing.
                Assert.True(last.GetProperty("partsDropped").GetInt64() > 0);
                Assert.True(last.GetProperty("refused").GetProperty("dropped").GetInt64() > 0, $"{mode}: the late one computed nothing");
                Assert.InRange(samples.Sum(), 1, epochs * SmallDigits.TrainedOn - 1);
                continue;
            }
            Assert.All(samples, count => Assert.True(count > 0, $"{mode}: a worker computed nothing: {string.Join(", ", samples)}"));
            Assert.Equal(epochs * SmallDigits.TrainedOn, samples.Sum());
        }
    }

    [Fact, Trait("Category", "Long")]
    public async Task A_slow_worker_process_does_not_finish_parts_that_are_cancelled()
    {
        const int Steps = 300;
        var token = digits.At("slow-token");
        await File.WriteAllTextAsync(token, new string('a', 64));
        using var run = ProcessRun.Start(digits.At("slow"),
            ["train", "--data", digits.Data, "--layers", "64,512,512,10", "--json", .. Actorbackprop.Split(
                $"--minibatch 60 --microbatch 4 --epochs 60 --mode k-sync --gradients-per-step 1 "
                + $"--processes 1 --min-workers 2 --listen 127.0.0.1:0 --token-file {token}")]);
        var address = (await run.Log.Next("Workers may join: ", "", TimeSpan.FromMinutes(1))).Split("--join ")[1].Split(' ')[0];
        // Without vector instructions a part takes it many times as long as the other one.
        var slow = await Actorbackprop.Run(["worker", "--join", address, "--token-file", token],
            environment: new Dictionary<string, string> { ["DOTNET_EnableHWIntrinsic"] = "0" });
        Assert.Contains("The training is over", slow.Succeeded().Output, StringComparison.Ordinal);
        var outcome = await run.Leader.Ended();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        var last = outcome.Last;
        Assert.Equal(Steps, last.GetProperty("steps").GetInt64());
        Assert.InRange(last.GetProperty("partsDropped").GetInt64(), Steps * 9 / 10, Steps);
        Assert.InRange(last.GetProperty("refused").GetProperty("dropped").GetInt64(), 0, 3); // computed in vain
    }

    [Fact, Trait("Category", "Long")]
    public async Task An_asynchronous_run_of_two_processes_and_two_servers_resumes_in_one_process()
    {
        const string Flags = $"{Settings} --epochs 3 --mode asynchronous --workers 1 --processes 2 --servers 2";
        var first = (await Actorbackprop.Run(Actorbackprop.Train(digits, "resumed", Flags))).Succeeded().Last;
        var resumed = await Actorbackprop.Run(["train", "--resume", digits.At("resumed"), "--epochs", "6", "--workers", "2", "--json"]);
        Assert.Equal(first.GetProperty("steps").GetInt64(), resumed.Succeeded().Last.GetProperty("resumedFromStep").GetInt64());
        var epochs = File.ReadAllLines(Path.Combine(digits.At("resumed"), "metrics.jsonl")).Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal(Enumerable.Range(1, 6), epochs.Select(epoch => epoch.GetProperty("epoch").GetInt32()));
        Assert.Equal(6 * SmallDigits.TrainedOn, epochs.Sum(epoch => epoch.GetProperty("samples").GetInt32()));
    }

    [Theory, Trait("Category", "Long")]
    [InlineData("--mode k-sync", true), InlineData("--mode stale-synchronous --staleness-bound 0", false)]
    public async Task A_mode_that_waits_for_all_gives_the_synchronous_weights_in_every_host(string mode, bool inProcesses)
    {
        var name = mode.Split(' ')[1];
        var expected = await Actorbackprop.Run(Actorbackprop.Train(digits, $"{name}-sequential", $"{Settings} --epochs 2 --sequential"));
        await AssertSame(expected.Succeeded().Weights, $"{name}-same", $"{Settings} --epochs 2 {mode}", inProcesses);
    }

    [Theory, Trait("Category", "Long")]
    [InlineData("--mode local --minibatch 32 --replicas 4 --local-steps 4", false)]
    [InlineData("--mode federated --minibatch 5 --clients 12 --clients-per-round 5 --split pathological", true)]
    public async Task Replicas_and_clients_learn_the_same_on_any_workers(string mode, bool inProcesses)
    {
        var (name, settings) = (mode.Split(' ')[1], $"--epochs 3 --learning-rate 0.5 --momentum 0.5 {mode}");
        var expected = await Actorbackprop.Run(Actorbackprop.Train(digits, $"{name}-sequential", $"{settings} --sequential"));
        await AssertSame(expected.Succeeded().Weights, $"{name}-same", settings, inProcesses);
    }

    [Fact, Trait("Category", "Long")]
    public async Task A_simulated_mode_depends_on_the_seed_alone()
    {
        foreach (var mode in All)
        {
            var name = $"twice-{mode.Split(' ')[0]}";
            string[] Simulate(string run, int seed) =>
                Actorbackprop.Train(digits, run, $"{Settings} --epochs 2 --workers 5 --seed {seed} --mode {mode}");
            var (one, again) = ((await Simulated(Simulate(name, 1))).Last, (await Simulated(Simulate($"{name}-again", 1))).Last);
            var other = (await Simulated(Simulate($"{name}-other", 2))).Last;
            foreach (var key in new[] { "eventsSha256", "weightsSha256" })
            {
                Assert.Equal(one.GetProperty(key).GetString(), again.GetProperty(key).GetString());
                Assert.NotEqual(one.GetProperty(key).GetString(), other.GetProperty(key).GetString());
            }
        }
    }

    private async Task AssertSame(string expected, string name, string settings, bool inProcesses)
    {
        var outcomes = new List<Outcome>
        {
            (await Actorbackprop.Run(Actorbackprop.Train(digits, $"{name}-1", $"{settings} --workers 2"))).Succeeded(),
            await Simulated(Actorbackprop.Train(digits, $"{name}-2", $"{settings} --workers 3")),
        };
        if (inProcesses)
            outcomes.Add((await Actorbackprop.Run(Actorbackprop.Train(digits, $"{name}-3", $"{settings} --workers 1 --processes 2"))).Succeeded());
        foreach (var outcome in outcomes)
        {
            Assert.Equal(expected, outcome.Weights);
            Assert.All(outcome.Last.GetProperty("samplesByWorker").EnumerateArray(), count => Assert.True(count.GetInt64() > 0));
        }
    }

    private async Task<Outcome> Simulated(string[] train)
    {
        await File.WriteAllTextAsync(digits.At("uneven.jsonc"), Uneven);
        return (await Actorbackprop.Run(["simulate", digits.At("uneven.jsonc"), .. train.Skip(1)])).Succeeded();
    }
}

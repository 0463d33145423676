using System.Text.Json;
using ActorBackprop.Runs;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>Virtual time as a user meets it: the same seed is the same simulation in every process, and learns the same weights.</summary>
public sealed class SimulationTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private const int Epochs = 6;

    private static readonly string Settings = $"--epochs {Epochs} --minibatch 100 --microbatch 2 --seed 5 --part-timeout-seconds 0.1";

    private static readonly int[] Workers = [1, 2, 3, 8, 50];

    private static readonly HashSet<string> WhatGoesWrong = ["retransmission", "break", "duplication", "reordering", "crash", "restart"];

    private const string Endless = "--epochs 100000 --minibatch 100 --seed 5";

    /// <summary>Crashes, losses, jitter and parts of any length, within the second that the small trainings take.</summary>
    private const string Faulty = """
        {
          "title": "Everything goes wrong",
          "world": {
            "compute": { "secondsPerPart": 0.001, "law": { "kind": "exponential" } },
            "links": { "latencySeconds": 1e-4, "jitterSeconds": 2e-4, "loss": 0.05, "resendSeconds": 0.002,
                       "break": 0.05, "duplication": 0.1, "reordering": 0.1 },
            "script": [{ "atSeconds": 0.002, "do": "crash", "workers": 0, "forSeconds": 0.01 }],
            "swarm": { "crashesPerSecond": 20, "downSeconds": 0.02 },
          },
        }
        """;

    [Fact, Trait("Category", "Long")]
    public async Task A_thousand_workers_do_the_same_in_every_process_on_any_number_of_cores()
    {
        const string seed5 = "thousand --no-gradient --epochs 99 --until 600ms --seed 5"; // longer than five epochs take
        var cores = new Dictionary<string, string> { ["DOTNET_PROCESSOR_COUNT"] = "1" };
        var (first, again) = (Simulate("thousand", seed5), Simulate("thousand-again", seed5));
        var (narrow, other) = (
            Simulate("thousand-narrow", seed5, cores), Simulate("thousand-other", seed5.Replace("5", "6", StringComparison.Ordinal)));
        var last = (await first).Last;
        Assert.True(last.GetProperty("faults").GetProperty("crash").GetInt64() > 0);
        Assert.True(last.GetProperty("faults").GetProperty("retransmission").GetInt64() > 0);
        Assert.True(last.GetProperty("events").GetInt64() > 3000);
        Assert.Equal(1000, last.GetProperty("workers").GetInt32());
        Assert.Equal(Hash(last), Hash((await again).Last));
        Assert.Equal(Hash(last), Hash((await narrow).Last));
        Assert.NotEqual(Hash(last), Hash((await other).Last));
    }

    [Fact, Trait("Category", "Long")]
    public async Task Simulated_workers_learn_the_sequential_weights_in_any_number_with_any_faults()
    {
        await File.WriteAllTextAsync(digits.At("faulty.jsonc"), Faulty);
        var sequential = Run("train", "sequential", $"{Settings} --sequential");
        var simulated = Workers.SelectMany((workers, servers) => new (int, bool, Task<Outcome>)[]
        {
            (workers, false, Run("simulate", $"perfect-{workers}", $"{Settings} --workers {workers}")),
            (workers, true, Run("simulate", $"faulty-{workers}",
                $"{digits.At("faulty.jsonc")} {Settings} --workers {workers} --servers {servers + 1}")),
        }).ToList();
        var expected = (await sequential).Weights;
        foreach (var (workers, isFaulty, outcome) in simulated)
        {
            var last = (await outcome).Last;
            Assert.Equal((workers, isFaulty, expected), (workers, isFaulty, Outcome.Text(last, "weightsSha256")));
            var faults = last.GetProperty("faults").EnumerateObject().ToDictionary(kind => kind.Name, kind => kind.Value.GetInt64());
            Assert.Equal([isFaulty ? Array.IndexOf(Workers, workers) + 1 : 1],
                RunFiles.Servers(digits.At($"{(isFaulty ? "faulty" : "perfect")}-{workers}")));
            if (isFaulty) Assert.Superset(WhatGoesWrong, faults.Where(kind => kind.Value > 0).Select(kind => kind.Key).ToHashSet());
            else Assert.Empty(faults);
            var samples = last.GetProperty("samplesByWorker").EnumerateArray().Select(count => count.GetInt64()).ToArray();
            Assert.Equal(workers, samples.Length);
            Assert.All(samples, count => Assert.True(count > 0));
            Assert.Equal(Epochs * SmallDigits.TrainedOn, samples.Sum());
        }
    }

    [UnixTheory, Trait("Category", "Long"), InlineData(Signals.Interrupt, ExitCode.Interrupted), InlineData(Signals.Terminate, ExitCode.Terminated)]
    public async Task A_stopped_simulation_replays_to_the_event_it_was_stopped_at(int signal, ExitCode code)
    {
        Signals.Prepare();
        var run = digits.At($"stopped-{signal}");
        using var watch = new CheckpointWatch(run, steps: 6);
        using var program = RunningProgram.Start(Arguments("simulate", $"stopped-{signal}", Endless));
        await watch.Reached;
        Signals.Send(program, signal);
        var outcome = await program.Ended();
        Assert.Equal((int)code, outcome.ExitCode);
        Assert.Equal("run-stopped", Outcome.Text(outcome.Last, "event"));

        var replay = (await Actorbackprop.Run(["replay", run])).Succeeded();
        Assert.StartsWith($"{run} replays to the same bits: ", Assert.Single(replay.Lines), StringComparison.Ordinal);
        Assert.Contains(Hash(outcome.Last), replay.Output, StringComparison.Ordinal);
    }

    [Fact, Trait("Category", "Long")]
    public async Task A_simulation_that_was_killed_replays_as_far_as_one_likes()
    {
        var run = digits.At("killed");
        using var watch = new CheckpointWatch(run, steps: 6);
        using (var program = RunningProgram.Start(Arguments("simulate", "killed", Endless)))
        {
            await watch.Reached;
            program.Kill();
        }
        var replay = (await Actorbackprop.Run(["replay", run, "--until", "10ms"])).Succeeded();
        Assert.StartsWith($"{run} replayed to the requested time", Assert.Single(replay.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_level_is_found_by_its_name_from_any_directory()
    {
        var elsewhere = Directory.CreateDirectory(digits.At("elsewhere")).FullName;
        var outcome = (await Actorbackprop.Run(Actorbackprop.Split("simulate rack --no-gradient --until 10ms --quiet"), elsewhere)).Succeeded();
        Assert.StartsWith("Stopped at 10.00 ms of virtual time (not validated)", Assert.Single(outcome.Lines), StringComparison.Ordinal);
        var run = Assert.Single(Directory.GetDirectories(Path.Combine(elsewhere, "runs")));
        Assert.EndsWith("_784-30-10_simulated-w8_s1", run, StringComparison.Ordinal);
    }

    private static string Hash(JsonElement last) => Outcome.Text(last, "eventsSha256");

    private async Task<Outcome> Simulate(string name, string arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        (await Actorbackprop.Run(
            ["simulate", .. Actorbackprop.Split(arguments), "--json", "--out", digits.At(name)], environment: environment)).Succeeded();

    private async Task<Outcome> Run(string command, string name, string arguments) =>
        (await Actorbackprop.Run(Arguments(command, name, arguments))).Succeeded();

    private string[] Arguments(string command, string name, string arguments) =>
        [command, .. Actorbackprop.Split(arguments), "--data", digits.Data, "--layers", SmallDigits.Layers, "--json", "--out", digits.At(name)];
}

using System.Text.Json;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Configuration;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Training;

/// <summary>Whole runs in virtual time, and what they leave.</summary>
public sealed class SimulatedRunTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    /// <summary>Measurements of the training that these tests simulate.</summary>
    internal static Profile Profile { get; } = new()
    {
        Machine = "a machine",
        Cores = 2,
        Networks =
        [
            new ProfileEntry
            {
                Layers = [64, 12, 10],
                Activation = [Activation.Sigmoid, Activation.Sigmoid],
                Cost = Cost.Quadratic,
                Optimizer = OptimizerKind.Sgd,
                Momentum = 0,
                Nesterov = false,
                WeightDecay = 0,
                Images = 300,
                TestImages = 60,
                Minibatch = 30,
                Microbatch = 4,
                Workers = 4,
                SecondsPerSample = 1e-6,
                PartTimes = [0.9, 1.1],
                SecondsPerStep = 1e-5,
                SecondsPerEvaluation = 0,
                EvaluationFactor = 1,
            },
        ],
    };

    private static readonly HashSet<string> WhatGoesWrong = ["retransmission", "break", "duplication", "reordering", "crash", "restart"];

    [Fact]
    public void A_simulated_run_has_the_sequential_trainers_weights_whatever_fails()
    {
        var result = Simulation.Execute(Request("weights", new() { World = Simulation.Rough }));
        var sequential = Simulation.Execute(Request("weights-sequential", null) with { Sequential = true });
        Assert.Equal((TrainingEnd.Completed, ExitCode.Ok), (result.End, result.ExitCode));
        Assert.Equal(sequential.WeightsSha256, result.WeightsSha256);
        Assert.Equal(sequential.TestAccuracy, result.TestAccuracy);
        Assert.Superset(WhatGoesWrong, result.Simulation!.Faults.Select(pair => pair.Key).ToHashSet());
        Assert.All(result.Simulation.Faults, pair => Assert.True(pair.Value > 0, pair.Key));
    }

    [Fact]
    public void A_simulated_run_also_leaves_its_world_and_hashes()
    {
        var result = Simulation.Execute(Request("files", new() { World = Simulation.Rough }));
        Assert.Equal(
            ["checkpoints", "config.resolved.json", "inputs.jsonl", "lock", "log.jsonl", "metrics.jsonl", "run.json", "training.svg", "world.json"],
            Directory.GetFileSystemEntries(digits.At("files")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        var record = JsonElement.Parse(File.ReadAllText(Path.Combine(digits.At("files"), "run.json")));
        Assert.Equal(result.Simulation!.EventsSha256, record.GetProperty("eventsSha256").GetString());
        Assert.Equal(result.Simulation.Events, record.GetProperty("events").GetInt64());
        Assert.Equal(result.Simulation.Virtual.TotalSeconds, record.GetProperty("virtualSeconds").GetDouble());
        Assert.False(record.GetProperty("noGradient").GetBoolean());
        Assert.False(record.TryGetProperty("stoppedAt", out _));
        var world = JsonElement.Parse(File.ReadAllText(Path.Combine(digits.At("files"), "world.json")));
        Assert.Equal("Rough", world.GetProperty("title").GetString());
        Assert.Equal(0.03, world.GetProperty("world").GetProperty("links").GetProperty("loss").GetDouble());
    }

    [Fact]
    public void The_record_of_a_real_run_says_nothing_of_virtual_time()
    {
        Simulation.Execute(Request("real", null));
        var keys = JsonElement.Parse(File.ReadAllText(Path.Combine(digits.At("real"), "run.json")))
            .EnumerateObject().Select(key => key.Name).ToList();
        Assert.Equal("weightsSha256", keys[^1]);
        Assert.DoesNotContain("eventsSha256", keys);
    }

    [Fact]
    public void The_protocol_alone_computes_nothing_and_stores_nothing()
    {
        var result = Simulation.Execute(Request("protocol", new() { World = Simulation.Rough, NoGradient = true }));
        Assert.Equal((TrainingEnd.Completed, 20L), (result.End, result.Steps));
        Assert.Null(result.WeightsSha256);
        Assert.Null(result.TestAccuracy);
        Assert.False(Path.Exists(Path.Combine(digits.At("protocol"), "checkpoints")));
        Assert.Equal(600, result.Statistics.Workers.Sum(worker => worker.Samples));
    }

    [Fact]
    public void A_simulated_run_ends_at_the_given_virtual_time_with_exit_code_0()
    {
        var until = TimeSpan.FromMilliseconds(20);
        var result = Simulation.Execute(Request("until", new() { World = Simulation.Rough, Until = until }));
        Assert.Equal((TrainingEnd.Stopped, ExitCode.Ok), (result.End, result.ExitCode));
        Assert.InRange(result.Steps, 1, 19);
        Assert.Equal(until, result.Simulation!.StoppedAt!.At);
        var record = JsonElement.Parse(File.ReadAllText(Path.Combine(digits.At("until"), "run.json")));
        Assert.Equal((0.02m, result.Simulation.StoppedAt.Turn),
            (record.GetProperty("stoppedAt").GetDecimal(), record.GetProperty("stoppedAtTurn").GetInt64()));
    }

    [Fact]
    public void A_virtual_time_behind_its_end_changes_nothing()
    {
        var whole = Simulation.Execute(Request("whole", new() { World = Simulation.Rough }));
        var longer = Simulation.Execute(Request("longer", new() { World = Simulation.Rough, Until = TimeSpan.FromHours(1) }));
        Assert.Equal(TrainingEnd.Completed, longer.End);
        Assert.Equal(whole.Simulation!.EventsSha256, longer.Simulation!.EventsSha256);
    }

    [Fact]
    public void Inputs_by_hand_are_in_their_file_the_moment_they_happen()
    {
        var inputs = Path.Combine(digits.At("inputs"), "inputs.jsonl");
        var lines = new List<int>();
        Simulation.Execute(Request("inputs", new()
        {
            World = Simulation.Rough,
            Play = (game, isOver) =>
            {
                lines.Add(File.ReadAllLines(inputs).Length);
                game.Tick(3);
                game.Do(new WorldInput(InputKind.Crash, 1));
                lines.Add(File.ReadAllLines(inputs).Length);
                game.RunUntil(isOver, TimeSpan.MaxValue);
            },
        }));
        Assert.Equal([0, 1], lines);
        var input = Assert.Single(new InputsFile(inputs).Read());
        Assert.Equal((3, TimeSpan.FromMilliseconds(3), new WorldInput(InputKind.Crash, 1)), (input.Tick, input.At, input.Input));
    }

    [Fact]
    public void The_same_seed_is_the_same_simulation_and_another_seed_is_another()
    {
        string Hash(string name, int seed) =>
            Simulation.Execute(Request(name, new() { World = Simulation.Rough, NoGradient = true }, $"seed={seed}")).Simulation!.EventsSha256;
        Assert.Equal(Hash("seed-1", 1), Hash("seed-1-again", 1));
        Assert.NotEqual(Hash("seed-1-once-more", 1), Hash("seed-2", 2));
    }

    [Fact]
    public void Lost_workers_are_counted_and_not_told_one_by_one()
    {
        var listener = new RecordingListener();
        var result = Simulation.Execute(Request("silent", new() { World = Simulation.Rough, NoGradient = true }), listener);
        Assert.True(result.Statistics.WorkersLost > 0);
        Assert.Empty(listener.Remarks);
    }

    [Fact]
    public void Patience_does_not_go_without_gradients()
    {
        var request = Request("patience", new() { World = Simulation.Rough, NoGradient = true }, "patience=2");
        var refusal = Assert.Throws<RunException>(() => Simulation.Execute(request));
        Assert.Equal((ExitCode.Usage, RunFault.PatienceWithoutGradient), (refusal.Code, refusal.Fault));
        Assert.Equal("patience: it needs validation results, but without gradients the network learns nothing (patience=2).", refusal.Message);
        Assert.False(Path.Exists(request.Out));
    }

    [Fact]
    public void More_workers_than_a_process_has_room_for_are_for_a_simulation()
    {
        var refusal = Assert.Throws<RunException>(() => Simulation.Execute(Request("many", null, "workers=1025")));
        Assert.Equal("workers: expected at most 1024 in one process, found 1025 (workers=1025).", refusal.Message);
        Assert.Equal(RunFault.TooManyWorkers, refusal.Fault);
        var simulated = Simulation.Execute(Request("many", new() { World = new(), NoGradient = true }, "workers=1025"));
        Assert.Equal(1025, simulated.Statistics.Workers.Count);
    }

    [Fact]
    public void A_simulated_run_is_not_resumed()
    {
        Simulation.Execute(Request("resumed", new() { World = Simulation.Rough }));
        var request = Request("unused", null, "epochs=3") with { Out = null, Resume = digits.At("resumed") };
        var refusal = Assert.Throws<RunException>(() => Simulation.Execute(request));
        Assert.Equal((ExitCode.Incompatible, RunFault.ResumedSimulation, digits.At("resumed")), (refusal.Code, refusal.Fault, refusal.Run));
    }

    [Fact]
    public void A_simulation_is_validated_only_by_a_profile_of_the_same_training()
    {
        Assert.Equal((true, "Simulated on the profile of a machine, which was measured with this very training."),
            Validity("validated", new WorldSettings { Profile = Profile }));
        Assert.StartsWith("Simulated beyond the validated range",
            Validity("links", Simulation.Rough with { Profile = Profile }).Sentence, StringComparison.Ordinal);
        Assert.StartsWith("Simulated beyond the validated range",
            Validity("workers", new WorldSettings { Profile = Profile }, "workers=3").Sentence, StringComparison.Ordinal);
        Assert.StartsWith("Simulated: its times follow from the figures of its level",
            Validity("level", Simulation.Rough).Sentence, StringComparison.Ordinal);
        foreach (var set in new[] { "mode=asynchronous", "servers=2" })
            Assert.StartsWith("Simulated beyond the validated range",
                Validity(set, new WorldSettings { Profile = Profile }, set).Sentence, StringComparison.Ordinal);
        Assert.False(Validity("no-profile", new WorldSettings()).IsValidated);
    }

    /// <summary>Whatever changes how long a part, a step or an evaluation takes is another training.</summary>
    [Theory]
    [InlineData("activation=relu"), InlineData("cost=softmax-cross-entropy"), InlineData("optimizer=adam"), InlineData("momentum=0.5")]
    [InlineData("weightDecay=0.001"), InlineData("minibatch=31"), InlineData("microbatch=5"), InlineData("workers=5"), InlineData("layers=64,13,10")]
    [InlineData("validation=59"), InlineData("measureValidation=true"), InlineData("mode=local"), InlineData("compression=float16")]
    public void A_profile_of_another_training_is_not_said_to_be_of_this_very_one(string set)
    {
        var (isValidated, sentence) = Validity($"other-{set.Replace('=', '-').Replace(',', '-')}", new WorldSettings { Profile = Profile }, set);
        Assert.False(isValidated, sentence);
        Assert.StartsWith("Simulated beyond the validated range", sentence, StringComparison.Ordinal);
    }

    [Theory, InlineData("k-sync"), InlineData("k-async")]
    public void More_gradients_a_step_than_workers_are_refused_where_each_worker_has_one(string mode)
    {
        string[] sets = [$"mode={mode}", "workers=4", "gradientsPerStep=5"];
        var refusal = Assert.Throws<ConfigurationException>(() =>
            Simulation.Execute(Request($"{mode}-5-of-4", new() { World = new WorldSettings() }, sets)));
        Assert.Contains("expected at most 4, the number of workers, found 5", refusal.Message, StringComparison.Ordinal);
        var joins = new WorldSettings { Script = [new ScriptedInput { AtSeconds = 0, Do = InputKind.Join }] };
        Assert.Equal(TrainingEnd.Completed, Simulation.Execute(Request($"{mode}-5-of-4-and-1", new() { World = joins }, sets)).End);
    }

    private (bool IsValidated, string Sentence) Validity(string name, WorldSettings world, params string[] sets)
    {
        var simulation = Simulation.Execute(Request(name, new() { World = world, NoGradient = true }, sets)).Simulation!;
        return (simulation.IsValidated, simulation.Validity);
    }

    private RunRequest Request(string name, SimulationRequest? simulation, params string[] sets) =>
        Simulation.Request(digits, name, simulation!, sets);
}

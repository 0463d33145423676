using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Tests.Patience;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Training;

/// <summary>Runs in the modes that do not wait for all workers can do what a synchronous run can.</summary>
public sealed class ModesRunTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private const int Epochs = 40; // more than the 16 by which the server may be ahead of the listener that stops it

    public static TheoryData<string> Modes => ["k-sync", "k-batch-sync", "asynchronous", "k-async", "k-batch-async", "stale-synchronous"];

    [Theory, MemberData(nameof(Modes))]
    public void A_stopped_run_resumes_and_applies_each_sample_once(string mode)
    {
        // A step of one gradient is not a whole minibatch: a checkpoint is mostly in the midst of one.
        var (run, k) = (digits.At($"resumed-{mode}"), mode[0] == 'k' ? "gradientsPerStep=1" : "seed=1");
        var stopped = ListeningRun.Of(Sets($"mode={mode}", k, "workers=3"), run, stopAfter: 1).Result;
        Assert.Equal(TrainingEnd.Stopped, stopped.End);

        var resumed = ListeningRun.Of(Sets($"mode={mode}", k, "workers=2", "servers=2"), run, resume: true).Result;

        Assert.Equal((TrainingEnd.Completed, Epochs), (resumed.End, resumed.Epochs));
        Assert.True(resumed.Steps > stopped.Steps && resumed.Start.ResumedFromStep == stopped.Steps);
        var lines = MetricsOf(run);
        Assert.Equal(Enumerable.Range(1, Epochs), lines.Select(line => line.Epoch));
        var (all, dropsSome) = (Epochs * (long)SmallDigits.TrainedOn, mode.EndsWith("-sync", StringComparison.Ordinal) && mode[0] == 'k');
        Assert.InRange(lines.Sum(line => line.Samples!.Value), dropsSome ? 1 : all, all);
    }

    [Theory, Trait("Category", "Long"), MemberData(nameof(Modes))]
    public void With_one_worker_a_resumed_run_has_the_weights_of_the_undisturbed_one(string mode)
    {
        var expected = ListeningRun.Of(Sets("workers=1"), digits.At($"undisturbed-{mode}"), sequential: true).Result;
        var run = digits.At($"alone-{mode}");
        Assert.Equal(TrainingEnd.Stopped, ListeningRun.Of(Sets("workers=1", $"mode={mode}"), run, stopAfter: 1).Result.End);

        var resumed = ListeningRun.Of(Sets("workers=1", $"mode={mode}"), run, resume: true).Result;

        Assert.Equal((expected.Steps, expected.WeightsSha256), (resumed.Steps, resumed.WeightsSha256));
        Assert.Equal(MetricsOf(digits.At($"undisturbed-{mode}")).Select(Result), MetricsOf(run).Select(Result));

        static (int, long, string?, long?, int) Result(EpochMetrics line) =>
            (line.Epoch, line.Step, line.WeightsSha256, line.Samples, line.TestCorrect);
    }

    [Theory, MemberData(nameof(Modes))]
    public void With_patience_a_run_of_one_worker_ends_where_the_synchronous_one_does(string mode)
    {
        string[] patient = [.. Sets("workers=1"), "patience=3"];
        var expected = ListeningRun.Of(patient, digits.At($"patient-sequential-{mode}"), sequential: true).Result;
        Assert.True(expected.StoppedEarly);
        var result = ListeningRun.Of([.. patient, $"mode={mode}"], digits.At($"patient-{mode}")).Result;
        Assert.Equal((true, expected.Steps, expected.WeightsSha256), (result.StoppedEarly, result.Steps, result.WeightsSha256));
    }

    [Fact]
    public void A_resumed_run_with_patience_ends_when_its_validation_results_say_so()
    {
        // In this mode epochs end one after the other. In others a late part may end several at once, and the run after the last of them.
        var run = digits.At("patient-resumed");
        string[] patient = [.. Sets("workers=2"), "patience=20", "epochs=400", "mode=stale-synchronous"];
        Assert.Equal(TrainingEnd.Stopped, ListeningRun.Of(patient, run, stopAfter: 2).Result.End);
        var resumed = ListeningRun.Of(patient, run, resume: true).Result;
        var correct = MetricsOf(run).Select(line => line.ValidationCorrect!.Value).ToList();
        Assert.True(resumed.StoppedEarly);
        Assert.Equal((correct.Count, correct.Count - 20), (resumed.Epochs, correct.IndexOf(correct.Max()) + 1));
    }

    [Theory, MemberData(nameof(Modes))]
    public void In_virtual_time_two_servers_give_the_weights_of_one(string mode)
    {
        // All parts take the same time, so that answers arrive at the same moment, and one of them while a step is taken.
        var world = new WorldSettings { Title = "Even", Compute = new ComputeSettings { SecondsPerPart = 1e-3 } };
        var results = Enumerable.Range(1, 2).Select(servers => Simulation.Execute(Simulation.Request(digits, $"virtual-{mode}-{servers}",
            new() { World = world }, $"mode={mode}", $"servers={servers}", mode[0] == 'k' ? "gradientsPerStep=2" : "seed=1"))).ToList();
        Assert.Equal(results[0].Steps, results[1].Steps);
        Assert.Equal(results[0].WeightsSha256, results[1].WeightsSha256);
    }

    [Fact]
    public void A_checkpoint_says_where_in_the_data_it_is_unless_the_steps_do()
    {
        foreach (var mode in new[] { "asynchronous", "synchronous", "local" })
        {
            ListeningRun.Of(Sets("workers=1", "epochs=1", $"mode={mode}"), digits.At($"position-{mode}"));
            Assert.Equal(mode == "asynchronous", Newest(digits.At($"position-{mode}")).Snapshot.Position is not null);
        }
    }

    [Theory]
    [InlineData(false, "cannot be resumed: the version that wrote it did not record which parts of the data are done, and in mode asynchronous the "
        + "number of steps does not tell; start a new run.")]
    [InlineData(true, "is not a checkpoint of this run: it names parts of the data that the run does not have.")]
    public void A_checkpoint_without_its_place_in_the_data_is_refused(bool isThere, string sentence)
    {
        var run = digits.At($"place-{isThere}");
        string[] sets = Sets("workers=1", "epochs=1", "mode=asynchronous");
        ListeningRun.Of(sets, run);
        var newest = Newest(run);
        var position = isThere ? newest.Snapshot.Position! with { Parts = [new DonePart(0, new Part(0, 1))] } : null;
        new CheckpointStore(Path.Combine(run, "checkpoints")).Save(newest with { Snapshot = newest.Snapshot with { Position = position } });

        var refusal = Assert.Throws<CheckpointException>(() => ListeningRun.Of(sets, run, resume: true));

        Assert.EndsWith($"step-00000030.safetensors {sentence}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.Ok, RunDirectory.Open(run).ReadRecord().ExitCode); // a refusal changes nothing
        Assert.Equal(ExitCode.Incompatible, Failure.Of(refusal)!.Code);
    }

    private string[] Sets(params string[] more) =>
        [$"data={digits.Data}", $"layers={SmallDigits.Layers}", $"epochs={Epochs}", "learningRate=1", "minibatch=10", "holdOut=last", .. more];

    private static IReadOnlyList<EpochMetrics> MetricsOf(string run) => RunDirectory.Open(run).Metrics.Read();

    private static Checkpoint Newest(string run) =>
        RunDirectory.Open(run).Checkpoints.LoadLatest(_ => new(
            [64, 12, 10], [Learning.Networks.Activation.Sigmoid, Learning.Networks.Activation.Sigmoid], Learning.Networks.Cost.Quadratic)).Checkpoint;
}

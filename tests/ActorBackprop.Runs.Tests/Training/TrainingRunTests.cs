using ActorBackprop.Actors.Messages;
using ActorBackprop.Configuration;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Runs.Training;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Training;

/// <summary>Whole runs in this process, with and without actors.</summary>
public sealed class TrainingRunTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    // A server stays at most some epochs ahead of whoever writes its files: it cannot end before it is told to.
    private const string Long = "epochs=40";

    private static readonly Dictionary<string, string> NoEnvironment = [];

    public static TheoryData<bool> Both => [false, true];

    [Theory, MemberData(nameof(Both))]
    public void A_run_leaves_all_its_files_and_reports_every_epoch(bool sequential)
    {
        var listener = new RecordingListener();
        var result = Execute(Request("files", sequential, "epochs=3"), listener);
        Assert.Equal((TrainingEnd.Completed, ExitCode.Ok, 90L, 3), (result.End, result.ExitCode, result.Steps, result.Epochs));
        Assert.Equal([1, 2, 3], listener.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(listener.Epochs[^1].WeightsSha256, result.WeightsSha256);
        Assert.Equal(listener.Epochs, new MetricsFile(Path.Combine(result.Start.Directory, "metrics.jsonl")).Read());
        Assert.Equal(result.Start.Directory, Assert.Single(listener.Starts).Directory);
        Assert.True(result.BestTestAccuracy > 0.3, $"expected it to learn, found {result.BestTestAccuracy}");
        Assert.Equal(
            ["checkpoints", "config.resolved.json", "lock", "log.jsonl", "metrics.jsonl", "run.json", "training.svg"],
            Directory.GetFileSystemEntries(result.Start.Directory).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Validation_images_are_not_trained_on_and_the_samples_are_shared_out()
    {
        var result = Execute(Request("validation", false, "epochs=1", "validation=200", "workers=3"));
        Assert.Equal(160, result.Start.Plan.Samples);
        Assert.Equal(160, result.Statistics.Workers.Sum(worker => worker.Samples));
        Assert.NotEqual(Execute(Request("all", false, "epochs=1", "validation=0")).WeightsSha256, result.WeightsSha256);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_stopped_run_resumes_to_the_same_bits_with_or_without_actors(bool sequential)
    {
        using var stop = new CancellationTokenSource();
        var request = Request("stopped", sequential, Long) with { WhenStopped = () => ExitCode.Terminated };
        var stopped = TrainingRun.Execute(request, new RecordingListener(_ => stop.Cancel()), TimeProvider.System, stop.Token);
        Assert.Equal((TrainingEnd.Stopped, ExitCode.Terminated), (stopped.End, stopped.ExitCode));
        Assert.InRange(stopped.Steps, 30, 40 * 30 - 1);

        var store = new CheckpointStore(Path.Combine(stopped.Start.Directory, "checkpoints"));
        Assert.True(File.Exists(store.PathOf(stopped.Steps)));

        var epochs = $"epochs={stopped.Epochs + 2}"; // fewer than were asked for, more than are done
        var resumed = Resume(stopped.Start.Directory, !sequential, Long);
        var whole = Execute(Request($"whole-{sequential}", sequential: true, Long));
        Assert.Equal((whole.WeightsSha256, stopped.Steps), (resumed.WeightsSha256, resumed.Start.ResumedFromStep));
        Assert.Throws<RunException>(() => Resume(stopped.Start.Directory, sequential, epochs));
    }

    /// <summary>A federated run needs as many images as clients: what opens its checkpoint has none at hand.</summary>
    [Theory]
    [InlineData("mode=federated", "clients=20", "clientsPerRound=4"), InlineData("mode=local", "replicas=5", "localSteps=2")]
    public void Replicas_and_clients_go_on_to_the_same_bits_too_and_their_network_opens(params string[] mode)
    {
        string[] Sets(int epochs) => [.. mode, $"epochs={epochs}", "momentum=0.5"];
        var whole = Execute(Request($"whole-{mode[0]}", sequential: true, Sets(6)));
        var half = Execute(Request($"half-{mode[0]}", sequential: false, Sets(3)));
        Assert.Equal(half.Steps, TrainedNetwork.Open(half.Start.Directory).Steps);
        var resumed = Resume(half.Start.Directory, sequential: false, "epochs=6");
        Assert.Equal((whole.WeightsSha256, half.Steps), (resumed.WeightsSha256, resumed.Start.ResumedFromStep));
    }

    [Fact]
    public void A_schedule_that_goes_by_the_end_of_the_run_does_not_let_it_be_raised()
    {
        var first = Execute(Request("cosine", false, "epochs=1", "schedule=cosine"));
        var refusal = Assert.Throws<RunException>(() => Resume(first.Start.Directory, true, "epochs=2", "schedule=cosine")).Message;
        Assert.Contains("cannot be resumed with epochs 2: it was begun with 1, and the weights would not be", refusal, StringComparison.Ordinal);
        Assert.EndsWith("may change, and epochs may not, since with schedule cosine each step's learning rate depends on their number; leave "
            + "out the others, or start a new run.", refusal, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public void An_epoch_that_was_not_measured_before_the_end_is_measured_on_resume(bool sequential)
    {
        var first = Execute(Request("cut-off", sequential, "epochs=2"));
        var metrics = Path.Combine(first.Start.Directory, "metrics.jsonl");
        var lines = File.ReadAllLines(metrics);
        File.WriteAllText(metrics, lines[0] + "\n" + lines[1][..40]); // killed while the second line was written

        var listener = new RecordingListener();
        var resumed = Resume(first.Start.Directory, sequential, listener, "epochs=3");
        var whole = Execute(Request("uncut", sequential, "epochs=3"));
        var expected = new MetricsFile(Path.Combine(whole.Start.Directory, "metrics.jsonl")).Read();
        Assert.Equal(expected.Select(WithoutTimes), new MetricsFile(metrics).Read().Select(WithoutTimes));
        Assert.Equal([2, 3], listener.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(whole.WeightsSha256, resumed.WeightsSha256);
    }

    [Theory]
    [InlineData(false, "epochs=2"), InlineData(true, "epochs=2"),
    InlineData(false, "epochs=30", "patience=1", "validation=60", "learningRate=0.0001")]
    public void Resumed_though_it_is_over_a_run_leaves_what_is_known_of_its_training(bool sequential, params string[] sets)
    {
        var first = Execute(Request($"over-{sequential}-{sets.Length}", sequential, sets));
        var record = RunDirectory.Open(first.Start.Directory).ReadRecord();
        Assert.True(record is { Samples: > 0, Seconds: > 0, ExitCode: 0 }, "expected a run that is over");

        var again = Resume(first.Start.Directory, sequential, sets);

        Assert.Equal((0, first.WeightsSha256), (again.Statistics.Samples, again.WeightsSha256));
        var after = RunDirectory.Open(first.Start.Directory).ReadRecord();
        Assert.Equal((record.Samples, record.Seconds, record.Ended, record.Time), (after.Samples, after.Seconds, after.Ended, after.Time));
    }

    [Theory, MemberData(nameof(Both))]
    public void A_run_stopped_before_its_first_step_has_no_epoch_to_evaluate_on_resume(bool sequential)
    {
        var request = Request($"not-begun-{sequential}", sequential: true, "epochs=2");
        var stopped = TrainingRun.Execute(request, new RecordingListener(), TimeProvider.System, new CancellationToken(canceled: true));
        Assert.Equal((TrainingEnd.Stopped, 0L), (stopped.End, stopped.Steps));

        var listener = new RecordingListener();
        var resumed = Resume(stopped.Start.Directory, sequential, listener, "epochs=2");
        Assert.Equal([1, 2], listener.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(Execute(Request("begun", sequential, "epochs=2")).WeightsSha256, resumed.WeightsSha256);
    }

    [Fact]
    public void A_run_whose_epochs_are_all_evaluated_evaluates_none_again()
    {
        var first = Execute(Request("measured", false, "epochs=2"));
        var listener = new RecordingListener();
        Resume(first.Start.Directory, false, listener, "epochs=3");
        Assert.Equal([3], listener.Epochs.Select(epoch => epoch.Epoch));
    }

    [Theory, MemberData(nameof(Both))]
    public void A_store_that_fails_ends_the_run_by_a_code_of_its_own(bool sequential)
    {
        var request = Request("store-fails", sequential, Long);
        var result = Execute(request, new RecordingListener(_ => PutFileInTheWay(request.Out!)));
        Assert.Equal((TrainingEnd.StoreFailed, ExitCode.Io), (result.End, result.ExitCode));
        Assert.StartsWith("Cannot create the directory", result.Why, StringComparison.Ordinal);
        Assert.InRange(result.Steps, 30, 40 * 30 - 1);
        Assert.Equal(((int)ExitCode.Io, result.Why), (RecordOf(request).ExitCode, RecordOf(request).Why));
    }

    [Theory, MemberData(nameof(Both))]
    public void Metrics_that_cannot_be_written_end_the_run(bool sequential)
    {
        var request = Request("metrics-fail", sequential, Long);
        Assert.Throws<RunIoException>(() => Execute(request, new RecordingListener(epoch =>
        {
            var metrics = Path.Combine(request.Out!, "metrics.jsonl");
            if (epoch.Epoch > 1) return;
            File.Delete(metrics);
            Directory.CreateDirectory(metrics);
        })));
        Assert.Equal((int)ExitCode.Io, RecordOf(request).ExitCode);
        Assert.StartsWith("Cannot append to ", RecordOf(request).Why, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_run_out_of_memory_is_recorded_and_resumes_from_its_last_checkpoint(bool sequential)
    {
        var request = Request("memory", sequential, "epochs=3");
        Assert.Throws<InsufficientMemoryException>(() => Execute(request, new RecordingListener(epoch =>
        {
            if (epoch.Epoch == 2) throw new InsufficientMemoryException();
        })));
        Assert.Equal((int)ExitCode.Memory, RecordOf(request).ExitCode);
        Assert.StartsWith("The process has used up its ", RecordOf(request).Why, StringComparison.Ordinal);
        var whole = Execute(Request("memory-whole", sequential, "epochs=3"));
        Assert.Equal(whole.WeightsSha256, Resume(request.Out!, sequential, "epochs=3").WeightsSha256);
    }

    [Fact]
    public void A_directory_that_a_process_works_in_is_refused_and_untouched()
    {
        var first = Execute(Request("in-use", true, "epochs=1"));
        using var owned = RunLock.Take(first.Start.Directory);
        var before = File.ReadAllText(Path.Combine(first.Start.Directory, "run.json"));
        var refusal = Assert.Throws<RunDirectoryException>(() => Resume(first.Start.Directory, true, "epochs=2"));
        Assert.Equal($"{first.Start.Directory} is in use by process {Environment.ProcessId}; wait until it ends, or end it.", refusal.Message);
        Assert.Throws<RunDirectoryException>(
            () => ReplayedRun.Execute(first.Start.Directory, null, new RecordingListener(), TimeProvider.System, CancellationToken.None));
        Assert.Equal(before, File.ReadAllText(Path.Combine(first.Start.Directory, "run.json")));
    }

    [Fact]
    public void A_directory_is_in_use_while_a_run_trains_in_it()
    {
        var (request, refusals) = (Request("while", false, "epochs=2"), 0);
        Execute(request, new RecordingListener(_ =>
        {
            Assert.Throws<RunDirectoryException>(() => RunLock.Take(request.Out!));
            refusals++;
        }));
        Assert.Equal(2, refusals);
        RunLock.Take(request.Out!).Dispose();
    }

    [Fact]
    public void A_checkpoint_of_more_steps_than_the_run_has_is_refused()
    {
        var first = Execute(Request("beyond", true, "epochs=1"));
        var store = new CheckpointStore(Path.Combine(first.Start.Directory, "checkpoints"));
        var last = store.LoadLatest(_ => first.Start.Plan.Network).Checkpoint;
        store.Save(last with { Snapshot = last.Snapshot with { Steps = 31 } });
        var refusal = Assert.Throws<RunException>(() => Resume(first.Start.Directory, true, "epochs=1"));
        Assert.Equal(ExitCode.Incompatible, refusal.Code);
        Assert.Contains("step-00000031.safetensors: expected a checkpoint of at most 30 steps, those of the run, found one of 31;", refusal.Message,
            StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.Ok, RunDirectory.Open(first.Start.Directory).ReadRecord().ExitCode); // a refusal changes nothing
    }

    [Theory, MemberData(nameof(Both))]
    public void A_listener_that_fails_with_anything_ends_the_run_with_that(bool sequential)
    {
        var request = Request("listener-fails", sequential, Long);
        var failure = Assert.Throws<NotSupportedException>(() =>
            Execute(request, new RecordingListener(_ => throw new NotSupportedException("why"))));
        Assert.Equal("why", failure.Message);
    }

    [Theory]
    [InlineData("update", "activation=relu,identity", "learningRate=1e6", "holdOut=last")]
    [InlineData("update", "activation=relu,identity", "learningRate=3e38", "optimizer=adam")]
    [InlineData("gradient", "activation=relu", "cost=softmax-cross-entropy", "learningRate=1e30", "momentum=0.9")]
    public void A_training_that_diverges_ends_with_a_checkpoint_of_its_last_step(string what, params string[] sets)
    {
        var name = $"diverged-{string.Concat(sets).GetHashCode(StringComparison.Ordinal)}";
        RunResult[] results = [Execute(Request(name, false, ["epochs=3", .. sets])), Execute(Request(name, true, ["epochs=3", .. sets]))];
        var checkpoints = Array.ConvertAll(results, Checkpoint);
        foreach (var (result, checkpoint) in results.Zip(checkpoints))
        {
            Assert.Equal((TrainingEnd.Diverged, ExitCode.Diverged), (result.End, result.ExitCode));
            Assert.Equal($"the {what} of step {result.Steps} is not finite", result.Why);
            Assert.Equal(result.Steps, checkpoint.Steps);
            Assert.All(checkpoint.OptimizerState.Prepend(checkpoint.Parameters), numbers => Assert.All(numbers, w => Assert.True(float.IsFinite(w))));
        }
        Assert.Equal((results[0].Steps, results[0].WeightsSha256), (results[1].Steps, results[1].WeightsSha256));
        Assert.Equal(checkpoints[0].OptimizerState, checkpoints[1].OptimizerState);

        static TrainingSnapshot Checkpoint(RunResult result) => new CheckpointStore(Path.Combine(result.Start.Directory, "checkpoints"))
            .LoadLatest(_ => result.Start.Plan.Network).Checkpoint.Snapshot;
    }

    [Fact]
    public void A_run_that_cannot_begin_leaves_no_directory()
    {
        var request = Request("never", false);
        Assert.Throws<ConfigurationException>(() => Execute(request with { Configuration = Configuration("layers=63,10") }));
        Assert.Throws<DataFileException>(() => Execute(request with { Configuration = Configuration("layers=64,9") }));
        Assert.False(Path.Exists(request.Out));
    }

    private static RunRecord RecordOf(RunRequest request) => RunDirectory.Open(request.Out!).ReadRecord();

    private static void PutFileInTheWay(string run)
    {
        var checkpoints = Path.Combine(run, "checkpoints");
        if (Directory.Exists(checkpoints)) Directory.Delete(checkpoints, recursive: true);
        File.WriteAllText(checkpoints, "in the way");
    }

    private static EpochMetrics WithoutTimes(EpochMetrics metrics) =>
        metrics with { Seconds = 0, SamplesPerSecond = 0, BytesUpwards = null, BytesDownwards = null };

    private static RunResult Execute(RunRequest request, RecordingListener? listener = null) =>
        TrainingRun.Execute(request, listener ?? new RecordingListener(), TimeProvider.System, CancellationToken.None);

    private static RunResult Resume(string run, bool sequential, params string[] sets) => Resume(run, sequential, new RecordingListener(), sets);

    private static RunResult Resume(string run, bool sequential, RecordingListener listener, params string[] sets) => Execute(
        new RunRequest
        {
            Configuration = ResolvedConfiguration.Resolve(TrainingRun.ConfigurationOf(run), NoEnvironment, sets.Select(Assignment.Parse)),
            Resume = run,
            Sequential = sequential,
        }, listener);

    private RunRequest Request(string name, bool sequential, params string[] sets) => new()
    {
        Configuration = Configuration(sets),
        Out = digits.At($"{name}-{sequential}"),
        Sequential = sequential,
    };

    private ResolvedConfiguration Configuration(params string[] sets) => ResolvedConfiguration.Resolve(
        null, NoEnvironment, new[] { $"data={digits.Data}", $"layers={SmallDigits.Layers}" }.Concat(sets).Select(Assignment.Parse));
}

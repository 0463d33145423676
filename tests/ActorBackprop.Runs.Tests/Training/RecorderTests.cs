using ActorBackprop.Actors.Messages;
using ActorBackprop.Configuration;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Runs.Training;
using Akka.Actor;

namespace ActorBackprop.Runs.Tests.Training;

/// <summary>From facts to files, with no training behind them.</summary>
public sealed class RecorderTests : IDisposable
{
    private const string Json = "{}";

    private readonly string _root = Directory.CreateTempSubdirectory("actorbackprop-").FullName;
    private readonly TrainingSettings _settings = new() { Layers = [4, 2], Minibatch = 10, Epochs = 3, Workers = 2 };
    private readonly RecordingListener _listener = new();
    private readonly RunDirectory _directory;
    private readonly TrainingPlan _plan;

    public RecorderTests()
    {
        _directory = RunDirectory.CreateAt(Path.Combine(_root, "run"));
        _plan = _settings.ToPlan(50); // five steps an epoch
    }

    [Fact]
    public void An_epoch_becomes_a_line_of_metrics_when_it_is_measured()
    {
        var recorder = Recorder();
        recorder.Take(new EpochCompleted(1, 5, new EpochTotals(50, 25, 30), Statistics(seconds: 2, samples: 50)));
        Assert.Empty(_directory.Metrics.Read());
        recorder.Take(new EpochCompleted(2, 10, new EpochTotals(50, 10, 45), Statistics(seconds: 3, samples: 100)));
        recorder.Take(new ParametersEvaluated(1, 5, Snapshot(5), new Evaluation(7, 20, 0)));
        recorder.Take(new ParametersEvaluated(2, 10, Snapshot(10), new Evaluation(9, 20, 0)));

        var lines = _directory.Metrics.Read();
        Assert.Equal(lines, _listener.Epochs);
        Assert.Equal(
            [(1, 5L, 0.5, 0.6, 7, 20, 2.0, 25.0), (2, 10L, 0.2, 0.9, 9, 20, 1.0, 50.0)],
            lines.Select(m => (m.Epoch, m.Step, m.Cost, m.TrainingAccuracy, m.TestCorrect, m.TestCount, m.Seconds, m.SamplesPerSecond)));
        Assert.Equal(WeightsHash.Compute(_plan.Network, Snapshot(10).Parameters), lines[1].WeightsSha256);
    }

    [Fact]
    public void An_epoch_has_the_bytes_of_a_copy_of_the_parameters_for_each_part_that_was_sent()
    {
        var recorder = Recorder();
        recorder.Take(new EpochCompleted(1, 5, new EpochTotals(50, 25, 30), Statistics(seconds: 2, samples: 50) with { PartsSent = 11 }));
        recorder.Take(new EpochCompleted(2, 10, new EpochTotals(50, 10, 45), Statistics(seconds: 3, samples: 100) with { PartsSent = 21 }));
        Measured(recorder, 1);
        Measured(recorder, 2);
        // Four inputs and the biases in rows of eight floats.
        Assert.Equal([11 * 5 * 8 * 4L, 10 * 5 * 8 * 4L], _directory.Metrics.Read().Select(line => line.BytesDownwards));
    }

    [Fact]
    public void An_epoch_that_was_resumed_has_all_of_its_samples_and_only_the_seconds_since()
    {
        var recorder = Recorder();
        recorder.Take(new EpochCompleted(1, 5, new EpochTotals(50, 25, 30), Statistics(seconds: 1, samples: 20)));
        Measured(recorder, 1);
        var line = Assert.Single(_directory.Metrics.Read());
        Assert.Equal((50L, 1.0, 20.0), (line.Samples, line.Seconds, line.SamplesPerSecond));
    }

    [Fact]
    public void An_epoch_that_overlaps_the_next_has_the_samples_that_were_trained_on_meanwhile()
    {
        var recorder = Recorder(_settings with { ModeKind = ConsistencyMode.Asynchronous });
        recorder.Take(new EpochCompleted(1, 5, new EpochTotals(50, 25, 30), Statistics(seconds: 2, samples: 80)));
        recorder.Take(new EpochCompleted(2, 10, new EpochTotals(50, 10, 45), Statistics(seconds: 3, samples: 100)));
        Measured(recorder, 1);
        Measured(recorder, 2);
        Assert.Equal([80L, 20L], _directory.Metrics.Read().Select(line => line.Samples));
    }

    [Fact]
    public void A_snapshot_becomes_a_checkpoint_that_is_read_back()
    {
        Recorder().Store(Snapshot(7));
        var read = _directory.Checkpoints.LoadLatest(_ => _plan.Network).Checkpoint;
        Assert.Equal((7L, _plan.Seed, Json, "data"), (read.Snapshot.Steps, read.Seed, read.ConfigurationJson, read.DataSha256));
        Assert.Equal(Snapshot(7).Parameters, read.Snapshot.Parameters);
    }

    [Fact]
    public void The_end_becomes_a_result_and_a_plot()
    {
        var recorder = Recorder();
        recorder.Take(new ParametersEvaluated(1, 5, Snapshot(5), new Evaluation(9, 20, 0)));
        recorder.Take(new ParametersEvaluated(2, 10, Snapshot(10), new Evaluation(7, 20, 0)));
        var result = recorder.Result(new TrainingEnded(TrainingEnd.Completed, "", Snapshot(10), Statistics(4, 100)));
        Assert.Equal((10L, 2, 25.0), (result.Steps, result.Epochs, result.SamplesPerSecond));
        Assert.Equal((0.35, 0.45), (result.TestAccuracy, result.BestTestAccuracy));
        Assert.Equal(WeightsHash.Compute(_plan.Network, Snapshot(10).Parameters), result.WeightsSha256);
        Assert.Contains("<svg", File.ReadAllText(_directory.PlotPath), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_measured_nothing_has_a_result_without_accuracy_and_no_plot()
    {
        var result = Recorder().Result(new TrainingEnded(TrainingEnd.Diverged, "why", Snapshot(3), Statistics(0, 30)));
        Assert.Equal((null, null, 0.0), (result.TestAccuracy, result.BestTestAccuracy, result.SamplesPerSecond));
        Assert.False(File.Exists(_directory.PlotPath));
    }

    [Fact]
    public void A_lost_worker_is_remarked()
    {
        Recorder().Take(new WorkerLost(new WorkerId(1, 0)));
        Assert.Equal(["Worker 1 was lost; its part is reassigned."], _listener.Remarks);
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(5, 0, true)] // ends with the epoch: its line may follow, and is made up for after a kill
    [InlineData(6, 0, false)]
    [InlineData(6, 1, true)]
    [InlineData(11, 1, false)]
    [InlineData(11, 2, true)]
    public void Metrics_of_the_epochs_before_a_snapshot_are_to_be_written_first(int steps, int measured, bool expected)
    {
        var recorder = Recorder();
        for (var epoch = 1; epoch <= measured; epoch++) Measured(recorder, epoch);
        Assert.Equal(expected, recorder.HasMeasuredAllBefore(Snapshot(steps)));
    }

    [Fact]
    public async Task The_actor_keeps_a_snapshot_until_the_epochs_before_it_are_measured()
    {
        using var system = ActorSystem.Create("recorder", "akka.loglevel = WARNING");
        var actor = system.ActorOf(Props.Create<RecorderActor>(Recorder(), new TaskCompletionSource<TrainingEnded>()));
        var first = actor.Ask<SnapshotStored>(new StoreSnapshot(Snapshot(5)));
        var second = actor.Ask<SnapshotStored>(new StoreSnapshot(Snapshot(6)));
        Assert.Equal(5, (await first).Steps);
        Assert.False(second.IsCompleted);
        Assert.Equal(5, _directory.Checkpoints.LoadLatest(_ => _plan.Network).Checkpoint.Snapshot.Steps);

        actor.Tell(new ParametersEvaluated(1, 5, Snapshot(5), new Evaluation(7, 20, 0)));
        Assert.Equal(6, (await second).Steps);
        Assert.Equal(1, _directory.Metrics.Read().Single().Epoch);
    }

    [Fact]
    public async Task The_actor_answers_that_a_checkpoint_cannot_be_written()
    {
        File.WriteAllText(Path.Combine(_directory.Path, "checkpoints"), "in the way");
        using var system = ActorSystem.Create("recorder", "akka.loglevel = WARNING");
        var actor = system.ActorOf(Props.Create<RecorderActor>(Recorder(), new TaskCompletionSource<TrainingEnded>()));
        var answer = await actor.Ask<SnapshotNotStored>(new StoreSnapshot(Snapshot(1)));
        Assert.StartsWith("Cannot create the directory", answer.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_stops_without_a_last_word_is_a_bug_and_keeps_nobody_waiting()
    {
        using var system = ActorSystem.Create("recorder", "akka.loglevel = WARNING");
        var ended = new TaskCompletionSource<TrainingEnded>();
        var actor = system.ActorOf(Props.Create<RecorderActor>(Recorder(), ended));
        var server = system.ActorOf(Props.Empty);
        actor.Tell(new RecorderActor.Watch(server));
        system.Stop(server);
        await Assert.ThrowsAsync<InvalidOperationException>(() => ended.Task);
    }

    [Fact]
    public async Task A_recorder_that_is_stopped_ends_the_run()
    {
        using var system = ActorSystem.Create("recorder", "akka.loglevel = WARNING");
        var ended = new TaskCompletionSource<TrainingEnded>();
        system.ActorOf(Props.Create<RecorderActor>(Recorder(), ended)).Tell(PoisonPill.Instance);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => ended.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal("the recorder has stopped before the training", failure.Message);
    }

    [Fact]
    public async Task A_system_that_ends_before_its_training_ends_the_run()
    {
        using var system = ActorSystem.Create("recorder", "akka.loglevel = WARNING");
        var end = Task.Run(() => ActorRun.EndOf(system, new TaskCompletionSource<TrainingEnded>().Task));
        await system.Terminate();
        await Assert.ThrowsAsync<InvalidOperationException>(() => end.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task A_failed_helper_ends_the_run_with_a_checkpoint_and_its_name()
    {
        using var system = ActorSystem.Create("recorder", "akka.loglevel = WARNING");
        var (ended, server) = (new TaskCompletionSource<TrainingEnded>(), Inbox.Create(system));
        var actor = system.ActorOf(Props.Create<RecorderActor>(Recorder(), ended));
        actor.Tell(new RecorderActor.Watch(server.Receiver));
        var gate = system.ActorOf(Props.Empty, "gate");
        actor.Tell(new RecorderActor.WatchHelper(gate));
        system.Stop(gate);
        Assert.IsType<StopTraining>(server.Receive(TimeSpan.FromSeconds(20)));
        server.Send(actor, new StoreSnapshot(Snapshot(3)));
        Assert.IsType<SnapshotStored>(server.Receive(TimeSpan.FromSeconds(20)));
        server.Send(actor, new TrainingEnded(TrainingEnd.Stopped, "it was asked to stop", Snapshot(3), Statistics(1, 10)));
        var end = await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((TrainingEnd.Failed, "the gate has failed; log.jsonl of the run says why"), (end.End, end.Why));
        Assert.Equal(3, _directory.Checkpoints.LoadLatest(_ => _plan.Network).Checkpoint.Snapshot.Steps);
    }

    [Theory]
    [InlineData(5, true)] // before it all is measured
    [InlineData(7, false)] // the line of its first epoch is missing in metrics.jsonl for good
    public async Task A_fact_that_cannot_be_written_ends_the_run_with_that_sentence(int steps, bool isStored)
    {
        var (recorder, metrics) = (Recorder(), Path.Combine(_directory.Path, "metrics.jsonl"));
        File.Delete(metrics);
        Directory.CreateDirectory(metrics); // in the way
        using var system = ActorSystem.Create("recorder", "akka.loglevel = WARNING");
        var (ended, server) = (new TaskCompletionSource<TrainingEnded>(), Inbox.Create(system));
        var actor = system.ActorOf(Props.Create<RecorderActor>(recorder, ended));
        actor.Tell(new RecorderActor.Watch(server.Receiver));
        server.Send(actor, new StoreSnapshot(Snapshot(steps)));
        actor.Tell(new ParametersEvaluated(1, 5, Snapshot(5), new Evaluation(7, 20, 0)));
        object[] answers = [server.Receive(TimeSpan.FromSeconds(20)), server.Receive(TimeSpan.FromSeconds(20))];
        Assert.Single(answers.OfType<StopTraining>());
        Assert.Equal(isStored, answers.OfType<SnapshotStored>().Any());
        Assert.Equal(!isStored, answers.OfType<SnapshotNotStored>().Any());
        Assert.False(ended.Task.IsCompleted);
        server.Send(actor, new TrainingEnded(TrainingEnd.Stopped, "it was asked to stop", Snapshot(steps), Statistics(1, 10)));
        await Assert.ThrowsAsync<RunIoException>(() => ended.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static void Measured(Recorder recorder, int epoch) =>
        recorder.Take(new ParametersEvaluated(epoch, 5 * epoch, Snapshot(5 * epoch), new Evaluation(7, 20, 0)));

    private Recorder Recorder(TrainingSettings? settings = null) => new(
        _directory,
        new RunStart(settings ?? _settings, _plan, 20, _directory.Path, 0, false),
        new Dataset(new byte[200], new byte[50], 2, 2, 2),
        snapshot => new Checkpoint(_plan.Network, snapshot, _plan.Seed, Json, "data"),
        _listener,
        Serilog.Core.Logger.None);

    private static TrainingSnapshot Snapshot(long steps)
    {
        var plan = new TrainingSettings { Layers = [4, 2], Minibatch = 10 }.ToPlan(50);
        var state = new TrainingState(plan).Snapshot();
        return state with { Steps = steps, Position = null, Parameters = [.. state.Parameters.Select(value => value * steps)], Epoch = new EpochTotals(50, 25, 30) };
    }

    private static TrainingStatistics Statistics(double seconds, long samples) =>
        new(TimeSpan.FromSeconds(seconds), samples, [], new Dictionary<Refusal, long>(), 0);
}

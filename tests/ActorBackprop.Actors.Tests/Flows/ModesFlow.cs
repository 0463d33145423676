using ActorBackprop.Actors.Ledger;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

/// <summary>The modes that are not synchronous, among workers that the test plays. Minibatches of four samples, η = ½: a part of
/// n samples is w ← w − Σg / 2n.</summary>
public sealed class ModesFlow : ServerTest
{
    private static readonly TrainingPlan Plan = OneWeight.Plan(stepsPerEpoch: 4, minibatch: 4);

    private IActorRef _server = ActorRefs.Nobody;

    [Fact]
    public void A_late_worker_is_told_to_leave_its_part_and_gets_another_one()
    {
        var workers = Start(new KSync(1), 2);
        var (one, _) = (workers[0].Gets(), workers[1].Gets());

        workers[0].Answers(one);

        var cancelled = workers[1].IsCancelled();
        Assert.Equal(new CancelPart(Run, 0, new(2, 4), 0), cancelled);
        Assert.Equal((1, 1), (workers[1].Gets().Minibatch.Step, workers[0].Gets().Minibatch.Step));
    }

    [Fact]
    public void Each_gradient_is_a_step_of_its_own_samples()
    {
        var workers = Start(new KBatchAsync(1), 2);
        var (one, other) = (workers[0].Gets(), workers[1].Gets());
        var begun = one.Parameters.Span[OneWeight.W];

        workers[0].Answers(one, dw: 4); // two samples: w − 4 / 4
        var second = workers[0].Gets();
        Assert.Equal((1, begun - 1), (second.Version, second.Parameters.Span[OneWeight.W]));

        workers[1].Answers(other, dw: 2); // of version 0, and yet
        var third = workers[1].Gets();
        Assert.Equal((2, begun - 1.5f), (third.Version, third.Parameters.Span[OneWeight.W]));
    }

    [Fact]
    public void An_old_gradient_counts_the_less_where_the_learning_rate_is_aware_of_it()
    {
        var workers = Start(new KBatchAsync(1), 2, options => options with { IsStalenessAware = true });
        var (one, other) = (workers[0].Gets(), workers[1].Gets());
        for (var step = 0; step < 4; step++)
        {
            workers[0].Answers(one);
            one = workers[0].Gets();
        }
        var before = one.Parameters.Span[OneWeight.W];

        workers[1].Answers(other, dw: 8); // four steps old: a quarter of 8 / 4

        Assert.Equal(before - 0.5f, workers[1].Gets().Parameters.Span[OneWeight.W]);
        workers[0].Answers(one, dw: 8); // one step old counts in full
        Assert.Equal(before - 2.5f, workers[0].Gets().Parameters.Span[OneWeight.W]);
    }

    [Fact]
    public void A_lost_worker_s_part_goes_to_another_one()
    {
        var workers = Start(new KBatchAsync(1), 2);
        var (one, lost) = (workers[0].Gets(), workers[1].Gets());
        Sys.Stop(workers[1].Actor);
        Assert.Equal(new WorkerId(1, 1), Told<WorkerLost>().Worker);

        workers[0].Answers(one);

        var again = workers[0].Gets();
        Assert.Equal((lost.Minibatch.Step, lost.Part, 1), (again.Minibatch.Step, again.Part, again.Version));
    }

    [Fact]
    public void The_run_ends_when_no_worker_is_left()
    {
        var workers = Start(new KBatchAsync(1), 1);
        workers[0].Gets();
        Sys.Stop(workers[0].Actor);
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.WorkersLost, "no worker is left"), (ended.End, ended.Why));
    }

    [Fact]
    public void A_gradient_that_is_not_finite_is_computed_again_and_then_ends_the_run()
    {
        var worker = Start(new KBatchAsync(1), 1)[0];
        var work = worker.Gets();
        worker.Answers(work, dw: float.NaN);
        IsRefused(worker.Id, Refusal.NonFinite);

        var again = worker.Gets();
        Assert.Equal((work.Minibatch.Step, work.Part), (again.Minibatch.Step, again.Part));
        worker.Answers(again, dw: float.PositiveInfinity);
        Assert.Equal(TrainingEnd.Diverged, Told<TrainingEnded>().End);
    }

    [Fact]
    public void A_part_that_is_no_good_time_after_time_ends_the_run()
    {
        var worker = Start(new KBatchAsync(1), 1)[0];
        for (var attempt = 0; attempt < WorkLedger.MaxAttempts; attempt++)
            worker.Sends(OneWeight.Answer(worker.Gets(), worker.Id) with { Sums = [] });
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.WorkersLost, $"a part of minibatch 0 failed {WorkLedger.MaxAttempts} times"), (ended.End, ended.Why));
    }

    [Fact]
    public void A_checkpoint_is_stored_every_so_many_steps()
    {
        var worker = Start(new KBatchAsync(1), 1, store: true, checkpointEverySteps: 2)[0];
        for (var step = 0; step < 3; step++) worker.Answers(worker.Gets());
        Assert.Equal(2, Store.ExpectMsg<StoreSnapshot>().Snapshot.Steps);
        worker.Answers(worker.Gets());
        Assert.Equal(4, Store.ExpectMsg<StoreSnapshot>().Snapshot.Steps); // with the epoch, and once
        _server.Tell(new Identify(null), Store.Ref);
        AssertIsAlive(Store.ReceiveOne());
    }

    [Fact]
    public void An_epoch_is_done_with_its_last_part_and_is_stored_and_evaluated()
    {
        var worker = Start(new KBatchAsync(1), 1, evaluator: true, store: true)[0];
        for (var step = 0; step < 4; step++) worker.Answers(worker.Gets());

        var epoch = Told<EpochCompleted>();
        Assert.Equal((1, 4, new EpochTotals(16, 4, 16)), (epoch.Epoch, epoch.Steps, epoch.Totals));
        Assert.Equal(4, Store.ExpectMsg<StoreSnapshot>().Snapshot.Steps);
        var asked = Evaluator.ExpectMsg<EvaluateParameters>();
        _server.Tell(new ParametersEvaluated(1, 4, asked.Snapshot, new Evaluation(1, 1, 0)));
        _server.Tell(new SnapshotStored(4));
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.Completed, 1), (ended.End, ended.Statistics.EpochsDone));
        Assert.Equal([4L], ended.Statistics.Staleness);
    }

    [Fact]
    public void A_training_whose_last_part_the_mode_drops_when_it_comes_is_over()
    {
        var worker = Start(new Picky(), 1)[0];
        for (var part = 0; part < 3; part++) worker.Answers(worker.Gets(), dw: 1);
        worker.Answers(worker.Gets(), dw: 100);
        IsRefused(worker.Id, Refusal.Dropped);

        var epoch = Told<EpochCompleted>();
        Assert.Equal((1, 3, 12), (epoch.Epoch, epoch.Steps, epoch.Totals.Samples));
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.Completed, 1L), (ended.End, ended.Statistics.PartsDropped));
    }

    [Fact]
    public void The_memory_of_an_answer_that_comes_twice_is_given_back_once()
    {
        var worker = Start(new Picky(), 1, options => options with { ReassignDropped = true })[0];
        var answer = OneWeight.Answer(worker.Gets(), worker.Id, dw: 100);
        worker.Sends(answer);
        worker.Sends(answer); // of the same memory, and the same part is asked for again
        for (var part = 0; part < 2; part++) IsRefused(worker.Id, Refusal.Dropped);
        Settle(_server);

        Memory<float>[] free = [.. Enumerable.Range(0, 20).Select(_ => Buffers.Take())];
        Assert.Equal(free.Length, free.Distinct().Count());
    }

    [Fact]
    public void Two_slow_workers_do_not_reassign_a_part_to_each_other_indefinitely()
    {
        var workers = Start(new KSync(2), 2);
        var (one, late) = (workers[0].Gets(), workers[1].Gets());
        workers[0].Answers(one);
        LetPartsGetOverdue(_server);
        Assert.Equal(late.Part, workers[0].Gets().Part);

        workers[1].Answers(late);

        Assert.Equal(1, workers[1].Gets().Version);
    }

    [Theory, InlineData(-1), InlineData(WorkLedger.MaxWorkers), InlineData(int.MaxValue)]
    public void A_worker_whose_number_cannot_be_is_ignored(int number)
    {
        var worker = Start(new KBatchAsync(1), 2)[0];
        worker.Gets();
        var stranger = new PlayedWorker(CreateTestProbe(), _server, new WorkerId(number, 1)).Registers();
        _server.Tell(new Identify(null), TestActor);
        AssertIsAlive(ExpectMsg<ActorIdentity>());
        worker.Sends(OneWeight.Answer(new ComputeGradient(Run, Minibatch.Of(Plan, 0), new Part(0, 2), 0, OneWeight.Floats(1, 2)), stranger.Id));
        IsRefused(stranger.Id, Refusal.Foreign);
    }

    private PlayedWorker[] Start(IConsistencyMode mode, int count, Func<ServerSettings, ServerSettings>? options = null,
        bool evaluator = false, bool store = false, int checkpointEverySteps = 0)
    {
        var settings = new ServerSettings
        {
            Run = Run,
            Workers = count,
            PartTimeout = PartTimeout,
            StepReportInterval = TimeSpan.Zero,
            CheckpointEverySteps = checkpointEverySteps,
            Mode = mode,
        };
        settings = (options ?? (same => same))(settings);
        var peers = new ServerPeers([Observer], evaluator ? Evaluator.Ref : null, store ? Store.Ref : null);
        _server = Sys.ActorOf(ParameterServer.PropsOf(settings, peers, new TrainingState(Plan), Buffers));
        return [.. Enumerable.Range(0, count).Select(number => new PlayedWorker(CreateTestProbe(), _server, new WorkerId(number, 1)).Registers())];
    }

    /// <summary>Each gradient is a step, but for those that are too large.</summary>
    private sealed class Picky : IConsistencyMode
    {
        public bool MayBegin(MinibatchPart part, int worker, TrainingView now) => true;

        public bool StillCounts(Contribution gradient, TrainingView now) =>
            gradient.Sums.All(static sum => sum.Gradient.Span[OneWeight.W] < 10);

        public int Due(TrainingView now) => now.Gathered.Count;
    }
}

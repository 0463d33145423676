using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

/// <summary>The life of a server is the same in every mode. One worker, so that each of its answers is a step in each of them.</summary>
public sealed class EveryModeFlow : ServerTest
{
    public static TheoryData<IConsistencyMode> Modes() =>
        [new Synchronous(), new KSync(1), new KBatchSync(1), new Asynchronous(), new KAsync(1), new KBatchAsync(1), new StaleSynchronous(0)];

    [Theory, MemberData(nameof(Modes))]
    public void A_server_asked_to_stop_stores_a_snapshot_of_the_last_step(IConsistencyMode mode)
    {
        var worker = StartTraining(1, store: true, mode: mode).Single();
        worker.Answers(worker.Gets(), dw: 1);
        worker.Gets();
        Server.Tell(new StopTraining());
        Assert.Equal((1L, 0.9f), Store.ExpectMsg<StoreSnapshot>().Snapshot is var stored ? (stored.Steps, stored.Parameters[OneWeight.W]) : default);
        Server.Tell(new SnapshotStored(1));
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.Stopped, 1L), (ended.End, ended.Snapshot.Steps));
    }

    [Theory, MemberData(nameof(Modes))]
    public void A_snapshot_that_is_not_stored_ends_the_run(IConsistencyMode mode)
    {
        var worker = StartTraining(1, store: true, checkpointEverySteps: 1, mode: mode).Single();
        Step(worker);
        Store.ExpectMsg<StoreSnapshot>();
        Server.Tell(new SnapshotNotStored("the disk is full"));
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.StoreFailed, "the disk is full", 1L), (ended.End, ended.Why, ended.Snapshot.Steps));
    }

    [Theory, MemberData(nameof(Modes))]
    public void An_evaluator_or_a_store_that_has_failed_ends_the_run(IConsistencyMode mode)
    {
        foreach (var stops in new[] { "evaluator", "store" })
        {
            StartTraining(1, evaluator: stops == "evaluator", store: stops == "store", mode: mode).Single().Gets();
            Sys.Stop(stops == "store" ? Store.Ref : Evaluator.Ref);
            Assert.Equal(TrainingEnd.Failed, Told<TrainingEnded>().End);
        }
    }

    [Theory, MemberData(nameof(Modes))]
    public void A_training_that_is_given_up_ends_with_a_checkpoint(IConsistencyMode mode)
    {
        var worker = StartTraining(1, store: true, mode: mode).Single();
        Step(worker);
        Server.Tell(new GiveUpTraining("no process is left"));
        Assert.Equal(1, Store.ExpectMsg<StoreSnapshot>().Snapshot.Steps);
        Server.Tell(new SnapshotStored(1));
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.WorkersLost, "no process is left"), (ended.End, ended.Why));
    }

    [Theory, MemberData(nameof(Modes))]
    public void Another_learning_rate_counts_from_the_next_step_on(IConsistencyMode mode)
    {
        var worker = StartTraining(1, mode: mode).Single();
        worker.Answers(worker.Gets(), dw: 5); // w = 1 − 0.5 · 5 / 5
        var work = worker.Gets();
        Server.Tell(new ChangeLearningRate(2));
        worker.Answers(work, dw: 5);
        Assert.Equal(0.5f - 2, worker.Gets().Parameters.Span[OneWeight.W]);
    }

    [Theory, MemberData(nameof(Modes))]
    public void A_store_that_does_not_answer_stops_the_server_only_when_it_is_too_far_behind(IConsistencyMode mode)
    {
        var plan = OneWeight.Plan(stepsPerEpoch: ParameterServer.MaxOutstanding + 4);
        var worker = StartTraining(1, plan, store: true, checkpointEverySteps: 1, mode: mode).Single();
        for (var step = 0; step < ParameterServer.MaxOutstanding; step++) Step(worker);
        worker.GetsNothing();
        Server.Tell(new SnapshotStored(1));
        worker.Gets();
    }

    [Theory, MemberData(nameof(Modes))]
    public void The_server_waits_for_the_minimum_of_workers_and_for_lost_ones_until_a_timeout(IConsistencyMode mode)
    {
        StartServer(workers: 2, minWorkers: 2, workerPatience: TimeSpan.FromMinutes(1), mode: mode);
        var (one, other) = (Worker(0).Registers(), Worker(1));
        LetPartsGetOverdue();
        one.GetsNothing();
        other.Registers();
        one.Gets();
        other.Gets();
        Sys.Stop(other.Actor);
        Told<WorkerLost>();
        Settle(Server);
        Clock.Advance(TimeSpan.FromSeconds(59));
        GetsNothing(Observer);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.WorkersLost, "1 of 2 workers are left"), (ended.End, ended.Why));
    }

    [Theory, MemberData(nameof(Modes))]
    public void With_patience_an_epoch_waits_for_the_last_evaluation_and_the_run_ends_early(IConsistencyMode mode)
    {
        var worker = StartTraining(1, OneWeight.Plan(stepsPerEpoch: 1, epochs: 9) with { Patience = 1 }, evaluator: true, mode: mode).Single();
        foreach (var correct in new[] { 5, 5 })
        {
            worker.Answers(worker.Gets());
            var asked = Evaluator.ExpectMsg<EvaluateParameters>();
            worker.GetsNothing();
            Server.Tell(new ParametersEvaluated(
                asked.Epoch, asked.Snapshot.Steps, asked.Snapshot, new Evaluation(1, 2, 0.5), new Evaluation(correct, 10, 0.5)), Evaluator);
        }
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.Completed, 2L), (ended.End, ended.Snapshot.Steps));
    }

    [Theory, MemberData(nameof(Modes))]
    public void A_stopped_training_resumes_with_the_first_part_that_is_not_done(IConsistencyMode mode)
    {
        var plan = OneWeight.Plan(stepsPerEpoch: 2, epochs: 2);
        var workers = StartTraining(2, plan, mode: mode);
        workers[1].Gets();
        workers[0].Answers(workers[0].Gets(), dw: 1);
        Server.Tell(new StopTraining());
        var stopped = Told<TrainingEnded>().Snapshot;

        var worker = StartTraining(1, plan, stopped, mode: mode).Single();

        var work = worker.Gets();
        var (minibatch, part) = mode switch
        {
            Synchronous or StaleSynchronous => (0, new Part(0, 5)), // no step was taken: the gradient that waited for one is lost
            KSync or KBatchSync => (1, new Part(0, 5)), // the step dropped the part that was in flight
            _ => (0, new Part(3, 5)),
        };
        Assert.Equal((minibatch, part, stopped.Steps), (work.Minibatch.Step, work.Part, work.Version));
        Assert.Equal(stopped.Parameters, work.Parameters.ToArray());
        worker.Answers(work);
        while (worker.GetsAll().OfType<ComputeGradient>().SingleOrDefault() is { } next) worker.Answers(next);
        var dropped = mode.DropsGradients ? work.Minibatch.Samples - 3 : 0;
        Assert.Equal([10 - dropped, 10], new[] { Told<EpochCompleted>(), Told<EpochCompleted>() }.Select(epoch => epoch.Totals.Samples));
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.Completed, 20L - dropped), (ended.End, stopped.Position!.Samples + ended.Statistics.Samples));
    }

    [Theory, MemberData(nameof(Modes))]
    public void Duplicate_late_foreign_and_superseded_gradients_change_nothing(IConsistencyMode mode)
    {
        var worker = StartTraining(1, mode: mode).Single();
        var work = worker.Gets();
        worker.Answers(work with { Run = "another" }, dw: 99);
        IsRefused(worker.Id, Refusal.Foreign);
        Worker(7).Answers(work, dw: 99);
        IsRefused(new WorkerId(7, 1), Refusal.Foreign);
        worker.Answers(work, dw: 1);
        var next = worker.Gets();
        worker.Answers(work, dw: 99);
        IsRefused(worker.Id, Refusal.Late);
        var restarted = worker.Restarted().Registers();
        worker.Answers(next, dw: 99);
        IsRefused(worker.Id, Refusal.Superseded);
        Assert.Equal(0.9f, restarted.Gets().Parameters.Span[OneWeight.W]);
    }

    [Theory, MemberData(nameof(Modes))]
    public void A_gradient_that_is_not_finite_twice_ends_the_run(IConsistencyMode mode)
    {
        var worker = StartTraining(1, mode: mode).Single();
        worker.Answers(worker.Gets(), float.NaN);
        IsRefused(worker.Id, Refusal.NonFinite);
        worker.Answers(worker.Gets(), float.NaN);
        Assert.Equal(TrainingEnd.Diverged, Told<TrainingEnded>().End);
    }

    [Theory, MemberData(nameof(Modes))]
    public void An_overdue_part_is_sent_again(IConsistencyMode mode)
    {
        var worker = StartTraining(1, mode: mode).Single();
        var work = worker.Gets();
        LetPartsGetOverdue();
        Assert.Equal((work.Minibatch, work.Part, work.Version), worker.Gets() is var again ? (again.Minibatch, again.Part, again.Version) : default);
    }
}

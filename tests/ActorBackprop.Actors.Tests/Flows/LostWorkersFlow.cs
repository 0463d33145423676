using ActorBackprop.Actors.Ledger;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

public sealed class LostWorkersFlow : ServerTest
{
    [Fact]
    public void The_part_of_a_worker_that_stops_goes_to_another_exactly_as_it_was()
    {
        var workers = StartTraining(3);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        workers[2].Answers(works[2], 1);
        Sys.Stop(workers[1].Actor);
        Assert.Equal(workers[1].Id, Told<WorkerLost>().Worker);
        var again = workers[2].Gets(0, works[1].Part);
        Assert.True(works[1].Parameters.Equals(again.Parameters)); // the same memory
        workers[2].Answers(again, 2);
        workers[0].Answers(works[0], 3);
        Assert.Equal(1, Told<StepCompleted>().Statistics.WorkersLost);
        Assert.Equal(1 - 0.1f * 6, workers[0].Gets(1, 0, 3).Parameters.Span[OneWeight.W]); // two are left to share
        workers[2].Gets(1, 3, 5);
    }

    [Fact]
    public void A_part_waits_for_a_worker_to_be_idle()
    {
        var workers = StartTraining(2);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        Sys.Stop(workers[1].Actor);
        Told<WorkerLost>();
        workers[0].GetsNothing();
        workers[0].Answers(works[0]);
        workers[0].Gets(0, 3, 5);
    }

    [Fact]
    public void The_last_worker_lost_ends_the_run_with_a_stored_snapshot()
    {
        var workers = StartTraining(2, store: true);
        Step(workers);
        Assert.All(workers, worker => worker.Gets());
        Sys.Stop(workers[0].Actor);
        Told<WorkerLost>();
        Sys.Stop(workers[1].Actor);
        Assert.Equal(1, Store.ExpectMsg<StoreSnapshot>().Snapshot.Steps);
        Server.Tell(new SnapshotStored(1));
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.WorkersLost, 1L, 2), (ended.End, ended.Snapshot.Steps, ended.Statistics.WorkersLost));
    }

    [Fact]
    public void A_gradient_of_a_lost_worker_is_refused()
    {
        var workers = StartTraining(2);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        Sys.Stop(workers[1].Actor);
        Told<WorkerLost>();
        workers[1].Answers(works[1]);
        IsRefused(workers[1].Id, Refusal.Foreign);
    }

    [Fact]
    public void A_part_that_is_refused_again_and_again_ends_the_run()
    {
        var worker = StartTraining(1).Single();
        for (var attempt = 1; attempt < WorkLedger.MaxAttempts; attempt++)
            worker.Sends(OneWeight.Answer(worker.Gets(), worker.Id) with { Sums = [] });
        worker.Sends(OneWeight.Answer(worker.Gets(), worker.Id) with { Sums = [] });
        worker.GetsNothing();
        var ended = Told<TrainingEnded>();
        Assert.Equal(TrainingEnd.WorkersLost, ended.End);
        Assert.Equal($"a part of minibatch 0 failed {WorkLedger.MaxAttempts} times", ended.Why);
    }

    [Fact]
    public void An_actor_that_stands_for_several_workers_takes_all_of_them_with_it()
    {
        StartServer(workers: 3);
        var (probe, other) = (CreateTestProbe(), Worker(1));
        PlayedWorker[] both = [new(probe, Server, new WorkerId(0, 1)), new(probe, Server, new WorkerId(2, 1))];
        foreach (var worker in both) worker.Registers();
        other.Registers();
        both[0].Gets(0, 0, 1);
        other.Gets(0, 1, 3);
        both[1].Gets(0, 3, 5);
        Sys.Stop(probe.Ref);
        Assert.Equal(both.Select(worker => worker.Id), [Told<WorkerLost>().Worker, Told<WorkerLost>().Worker]);
        other.GetsNothing(); // it is busy, but it is still there
        other.Answers(new ComputeGradient(Run, Minibatch.Of(OneWeight.Plan(), 0), new Part(1, 3), 0, default));
        other.Gets(0, 0, 1);
    }

    [Fact]
    public void The_end_of_an_actor_whose_worker_has_moved_to_another_means_nothing()
    {
        var workers = StartTraining(2);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        var moved = Worker(1, incarnation: 2).Registers();
        Assert.Equal(workers[1].Id, Told<WorkerLost>().Worker);
        var again = moved.Gets(0, works[1].Part);
        Watch(workers[1].Actor);
        Sys.Stop(workers[1].Actor);
        ExpectTerminated(workers[1].Actor);
        Settle(Server);
        moved.Answers(again);
        workers[0].Answers(works[0]);
        Assert.Equal(1, Told<StepCompleted>().Statistics.WorkersLost);
        moved.Gets(1, works[1].Part);
    }
}

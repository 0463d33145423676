using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

/// <summary>With fewer workers than it needs a server waits, and then continues or ends.</summary>
public sealed class TooFewWorkersFlow : ServerTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void With_too_few_workers_the_server_stores_and_waits_until_they_return()
    {
        var workers = StartTraining(2, store: true, minWorkers: 2, workerPatience: Patience);
        Step(workers);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        Sys.Stop(workers[1].Actor);
        Assert.Equal(1, Store.ExpectMsg<StoreSnapshot>().Snapshot.Steps);
        Server.Tell(new SnapshotStored(1));
        workers[0].Answers(works[0]);
        workers[0].Answers(workers[0].Gets(1, works[1].Part));
        Assert.Equal([1L, 2L], [Told<StepCompleted>().Steps, Told<StepCompleted>().Steps]);
        workers[0].GetsNothing();
        Worker(1, incarnation: 2).Registers();
        workers[0].Gets(2, 0, 3);
        Clock.Advance(Patience);
        workers[0].GetsNothing(); // that it once was short is forgotten
        GetsNothing(Store);
    }

    [Fact]
    public void If_workers_do_not_return_in_time_the_run_ends_with_its_last_step_stored()
    {
        var workers = StartTraining(3, store: true, minWorkers: 3, workerPatience: Patience);
        Step(workers);
        Assert.All(workers, worker => worker.Gets());
        Sys.Stop(workers[2].Actor);
        Assert.Equal(1, Store.ExpectMsg<StoreSnapshot>().Snapshot.Steps);
        Server.Tell(new SnapshotStored(1));
        Told<WorkerLost>();
        Settle(Server);
        Clock.Advance(Patience - TimeSpan.FromMilliseconds(1));
        GetsNothing(Observer);
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.WorkersLost, "2 of 3 workers are left", 1L), (ended.End, ended.Why, ended.Snapshot.Steps));
        GetsNothing(Store); // it is stored already
    }

    [Fact]
    public void Steps_since_the_last_checkpoint_are_stored_at_the_end()
    {
        var workers = StartTraining(2, store: true, minWorkers: 2, workerPatience: Patience);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        workers[0].Answers(works[0]);
        Sys.Stop(workers[1].Actor);
        Assert.Equal(0, Store.ExpectMsg<StoreSnapshot>().Snapshot.Steps);
        Server.Tell(new SnapshotStored(0));
        workers[0].Answers(workers[0].Gets(0, works[1].Part));
        Told<StepCompleted>();
        Clock.Advance(Patience);
        Assert.Equal(1, Store.ExpectMsg<StoreSnapshot>().Snapshot.Steps);
        Server.Tell(new SnapshotStored(1));
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.WorkersLost, "1 of 2 workers are left"), (ended.End, ended.Why));
    }

    [Fact]
    public void All_of_them_lost_may_come_back_too()
    {
        var workers = StartTraining(2, workerPatience: Patience);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        foreach (var worker in workers) Sys.Stop(worker.Actor);
        Told<WorkerLost>();
        Told<WorkerLost>();
        Settle(Server);
        Clock.Advance(Patience - TimeSpan.FromMilliseconds(1));
        Worker(0, incarnation: 2).Registers().Gets(0, works[0].Part);
        Clock.Advance(Patience);
        GetsNothing(Observer);
    }

    [Fact]
    public void Without_patience_the_server_ends_at_once()
    {
        var workers = StartTraining(2, minWorkers: 2);
        Sys.Stop(workers[0].Actor);
        Assert.Equal("1 of 2 workers are left", Told<TrainingEnded>().Why);
    }

    [Fact]
    public void However_long_it_waits_it_begins_with_no_fewer_than_it_needs()
    {
        StartServer(workers: 3, minWorkers: 2, workerPatience: Patience);
        var (one, other) = (Worker(0).Registers(), Worker(1));
        LetPartsGetOverdue();
        one.GetsNothing();
        other.Registers();
        one.Gets(0, 0, 3);
        other.Gets(0, 3, 5);
        Assert.Equal(2, Told<TrainingStarted>().Workers);
    }

    [Fact]
    public void The_process_launcher_may_give_up_the_training()
    {
        var workers = StartTraining(2, store: true, workerPatience: Patience);
        Step(workers);
        Server.Tell(new GiveUpTraining("no worker process is left"));
        Assert.Equal(1, Store.ExpectMsg<StoreSnapshot>().Snapshot.Steps);
        Server.Tell(new SnapshotStored(1));
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.WorkersLost, "no worker process is left", 1L), (ended.End, ended.Why, ended.Snapshot.Steps));
        Server.Tell(new GiveUpTraining("again"));
        GetsNothing(Observer);
    }
}

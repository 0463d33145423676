using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

/// <summary>A version is whole: all shards have taken the same step on it before any worker sees it.</summary>
public sealed class ShardStepFlow : ShardedTest
{
    [Fact]
    public void Each_shard_takes_the_step_on_its_slice()
    {
        var workers = StartSharded(2);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        Has(works[0].Parameters, 1, 2, 3);
        Answers(workers[1], works[1], 10, 20, 30);
        Answers(workers[0], works[0], 10, 0, 10);
        foreach (var worker in workers) Has(worker.Gets().Parameters, 1 - 2, 2 - 2, 3 - 4); // w − Σg / 10
        Assert.Equal((1, 5), (Told<StepCompleted>().Steps, 5));
        Has(works[0].Parameters, 1, 2, 3); // the previous version is unchanged
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public void No_part_is_assigned_before_the_last_shard_has_answered(int last)
    {
        var worker = StartSharded(1).Single();
        Hold(last);
        Answers(worker, worker.Gets(), 10, 10, 10);
        SettleShards([.. Enumerable.Range(0, 3).Where(shard => shard != last)]);
        worker.GetsNothing();
        Assert.Equal(new TrainingStarted(Workers: 1, Servers: 3), Observer.ExpectMsg<TrainingStarted>());
        GetsNothing(Observer);
        Release(last);
        Has(worker.Gets(1, 0, 5).Parameters, 0, 1, 2);
    }

    [Fact]
    public void Duplicate_foreign_and_late_answers_do_not_replace_the_missing_one()
    {
        var worker = StartSharded(1).Single();
        Hold(1);
        Answers(worker, worker.Gets(), 10, 10, 10);
        SettleShards(0, 2);
        foreach (var (shard, step) in new[] { (0, 0L), (2, 0), (2, 0), (1, 1), (1, -1), (3, 0), (-1, 0), (int.MaxValue, 0) })
            Server.Tell(new ShardStepped(shard, step, true), Shard(Math.Clamp(shard, 0, 2)));
        worker.GetsNothing();
        Release(1);
        Has(worker.Gets(1, 0, 5).Parameters, 0, 1, 2);
        for (var shard = 0; shard < 3; shard++) Server.Tell(new ShardStepped(shard, 0, false), Shard(shard)); // late
        worker.GetsNothing();
        Assert.Equal(1, Told<StepCompleted>().Steps);
        GetsNothing(Observer);
    }

    [Fact]
    public void A_shard_s_answer_counts_from_that_shard_alone()
    {
        var worker = StartSharded(1).Single();
        Hold(1);
        Answers(worker, worker.Gets(), 10, 10, 10);
        SettleShards(0, 2);
        foreach (var sender in new[] { Shard(0), Shard(2), Observer.Ref, ActorRefs.NoSender })
            Server.Tell(new ShardStepped(1, 0, true), sender);
        worker.GetsNothing();
        Release(1);
        Has(worker.Gets(1, 0, 5).Parameters, 0, 1, 2);
        Assert.Equal(new[] { (Refusal.Foreign, 4L) }, Refused());
    }

    [Fact]
    public void Answers_of_shards_that_do_not_count_are_counted_by_reason()
    {
        var worker = StartSharded(1).Single();
        Answers(worker, worker.Gets(), 10, 10, 10);
        var work = worker.Gets(1, 0, 5);
        Assert.Empty(Refused());
        Server.Tell(new ShardStepped(0, 0, true), Shard(0)); // late
        Hold(1);
        Answers(worker, work, 10, 10, 10);
        SettleShards(0, 2);
        for (var again = 0; again < 2; again++) Server.Tell(new ShardStepped(2, 1, true), Shard(2)); // double
        foreach (var (shard, step) in new[] { (1, 2L), (3, 1), (-1, 1) }) Server.Tell(new ShardStepped(shard, step, true), Shard(1)); // foreign
        worker.GetsNothing();
        Release(1);
        worker.Gets(2, 0, 5);
        Assert.Equal(new[] { (Refusal.Foreign, 3L), (Refusal.Late, 1L), (Refusal.Duplicate, 2L) }, Refused());
    }

    [Fact]
    public void Registrations_and_answers_during_a_step_change_nothing()
    {
        var worker = StartSharded(1).Single();
        Hold(1);
        var work = worker.Gets();
        Answers(worker, work, 10, 10, 10);
        SettleShards(0, 2);
        Answers(worker, work, 99, 99, 99);
        IsRefused(worker.Id, Refusal.Duplicate);
        var other = Worker(1).Registers();
        LetPartsGetOverdue();
        other.GetsNothing();
        worker.GetsNothing();
        Release(1);
        Has(worker.Gets(1, 0, 3).Parameters, 0, 1, 2);
        Has(other.Gets(1, 3, 5).Parameters, 0, 1, 2);
    }

    [Fact]
    public void A_learning_rate_changed_during_a_step_counts_from_the_next_step_in_every_slice()
    {
        var worker = StartSharded(1).Single();
        Hold(1);
        Answers(worker, worker.Gets(), 10, 10, 10);
        SettleShards(0, 2);
        Server.Tell(new ChangeLearningRate(5));
        Settle(Server);
        Release(1);
        var work = worker.Gets(1, 0, 5);
        Has(work.Parameters, 0, 1, 2);
        Answers(worker, work, 10, 10, 10);
        Has(worker.Gets(2, 0, 5).Parameters, -10, -9, -8);
    }

    [Fact]
    public void A_training_stopped_during_a_step_ends_with_the_previous_version()
    {
        var worker = StartSharded(1, store: true).Single();
        Hold(1);
        Answers(worker, worker.Gets(), 10, 10, 10);
        SettleShards(0, 2);
        Server.Tell(new StopTraining());
        Has(Store.ExpectMsg<StoreSnapshot>().Snapshot.Parameters, 1, 2, 3);
        Release(1);
        SettleShards(1);
        Server.Tell(new SnapshotStored(0));
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.Stopped, 0L), (ended.End, ended.Snapshot.Steps));
        Has(ended.Snapshot.Parameters, 1, 2, 3);
        worker.GetsNothing();
    }

    [Fact]
    public void Losing_workers_during_a_step_stores_the_previous_version_and_the_step_completes()
    {
        var workers = StartSharded(2, store: true, minWorkers: 2, workerPatience: TimeSpan.FromMinutes(1));
        Hold(1);
        foreach (var worker in workers) Answers(worker, worker.Gets(), 5, 5, 5);
        SettleShards(0, 2);
        Sys.Stop(workers[1].Actor);
        var stored = Store.ExpectMsg<StoreSnapshot>().Snapshot;
        Assert.Equal(0, stored.Steps);
        Has(stored.Parameters, 1, 2, 3);
        Server.Tell(new SnapshotStored(0));
        Release(1);
        SettleShards(1);
        Assert.Equal(1, Told<StepCompleted>().Steps);
        workers[0].GetsNothing();
        var back = Worker(1, incarnation: 2).Registers();
        Has(workers[0].Gets(1, 0, 3).Parameters, 0, 1, 2);
        Has(back.Gets(1, 3, 5).Parameters, 0, 1, 2);
    }

    private (Refusal Reason, long Times)[] Refused() =>
        [.. Told<StepCompleted>().Statistics.ShardAnswersRefused.Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key)];
}

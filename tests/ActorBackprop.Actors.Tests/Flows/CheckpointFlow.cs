using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

public sealed class CheckpointFlow : ServerTest
{
    [Fact]
    public void A_snapshot_is_stored_at_intervals_and_at_each_epochs_end_but_once_per_step()
    {
        var worker = StartTraining(1, OneWeight.Plan(stepsPerEpoch: 6, epochs: 2), store: true, checkpointEverySteps: 4).Single();
        var weights = new List<float>();
        for (var step = 1; step <= 12; step++)
        {
            worker.Answers(worker.Gets(), dw: step);
            var stored = step is 4 or 6 or 8 or 12 ? Store.ExpectMsg<StoreSnapshot>().Snapshot : null;
            GetsNothing(Store);
            if (stored is null) continue;
            Assert.Equal((step, step % 6 == 0 ? 30 : step % 6 * 5), (stored.Steps, stored.Epoch.Samples));
            weights.Add(stored.Parameters[OneWeight.W]);
        }
        Assert.Equal([0.0, -1.1, -2.6, -6.8], weights.Select(w => Math.Round(w, 4))); // 1 − (1 + 2 + … + steps) / 10
    }

    [Fact]
    public void A_snapshot_is_a_copy_that_training_on_does_not_touch()
    {
        var worker = StartTraining(1, store: true, checkpointEverySteps: 1).Single();
        Step(worker);
        var stored = Store.ExpectMsg<StoreSnapshot>().Snapshot.Parameters;
        var copy = stored.ToArray();
        for (var step = 0; step < 3; step++) Step(worker);
        Assert.Equal(copy, stored);
    }

    [Fact]
    public void A_snapshot_that_is_not_stored_ends_the_run()
    {
        var worker = StartTraining(1, store: true, checkpointEverySteps: 1).Single();
        Step(worker);
        Store.ExpectMsg<StoreSnapshot>();
        Server.Tell(new SnapshotNotStored("the disk is full"));
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.StoreFailed, "the disk is full", 1L), (ended.End, ended.Why, ended.Snapshot.Steps));
        worker.Gets();
        worker.GetsNothing();
        GetsNothing(Store);
    }

    [Fact]
    public void A_store_that_does_not_answer_stops_the_server_only_when_it_is_too_far_behind()
    {
        var plan = OneWeight.Plan(stepsPerEpoch: ParameterServer.MaxOutstanding + 4);
        var worker = StartTraining(1, plan, store: true, checkpointEverySteps: 1).Single();
        for (var step = 0; step < ParameterServer.MaxOutstanding; step++) Step(worker);
        worker.GetsNothing();
        Server.Tell(new SnapshotStored(1));
        Step(worker);
        worker.GetsNothing();
    }

    [Fact]
    public void A_store_that_has_failed_ends_the_run()
    {
        StartTraining(1, store: true);
        Sys.Stop(Store.Ref);
        Assert.Equal(TrainingEnd.Failed, Told<TrainingEnded>().End);
    }

    [Fact]
    public void A_training_goes_on_from_a_snapshot_with_the_step_behind_it()
    {
        var from = OneWeight.Beginning(steps: 2) with { Epoch = new EpochTotals(10, 7.5, 9) };
        var worker = StartTraining(1, from: from).Single();
        var work = worker.Gets(2, 0, 5);
        Assert.Equal((10, OneWeight.W), (work.Minibatch.First, work.Parameters.Span.IndexOf(1f)));
        worker.Answers(work);
        Assert.Equal(new EpochTotals(15, 7.5 + 1.25, 14), Told<StepCompleted>().Epoch);
    }
}

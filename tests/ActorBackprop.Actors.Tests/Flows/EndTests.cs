using ActorBackprop.Actors.Protocol;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Actors.Tests.Flows;

public sealed class EndTests : FlowTest
{
    [Fact]
    public void Training_ends_after_the_last_step_once_everything_asked_for_is_answered()
    {
        StartServer(Some.OneNeuron(samples: 10), workers: 1, evaluator: true, store: true);
        var worker = Join(0);
        var work = Dealt(worker);
        Answer(worker, work, 0);
        var evaluate = Evaluator.ExpectMsg<EvaluateParameters>();
        Store.ExpectMsg<StoreSnapshot>();
        Assert.Equal(1, Fact<EpochCompleted>().Epoch);
        Server.Tell(new SnapshotStored(1), Store);
        IsSilent(worker, Observer);
        Server.Tell(new ParametersEvaluated(1, 1, evaluate.Snapshot, new Evaluation(1, 2, 0.5)), Evaluator);
        var ended = Fact<TrainingEnded>();
        Assert.Equal((TrainingEnd.Completed, 1L, 10L), (ended.End, ended.Snapshot.Steps, ended.Statistics.Samples));

        Answer(worker, work, 0); // what still comes is late and harmless
        Register(worker, 0);
        IsSilent(worker, Observer, Store, Evaluator);
    }

    [Fact]
    public void Asked_to_stop_it_ends_after_the_last_completed_step_with_a_checkpoint()
    {
        StartServer(Some.OneNeuron(samples: 100), workers: 1, store: true);
        var worker = Join(0);
        Answer(worker, Dealt(worker), 0);
        var abandoned = Dealt(worker);
        Server.Tell(new StopTraining(), TestActor);
        Assert.Equal(1, Store.ExpectMsg<StoreSnapshot>().Snapshot.Steps);
        Answer(worker, abandoned, 0);
        Server.Tell(new SnapshotStored(1), Store);
        var ended = Fact<TrainingEnded>();
        Assert.Equal((TrainingEnd.Stopped, 1L), (ended.End, ended.Snapshot.Steps));
    }

    [Fact]
    public void Asked_to_stop_before_it_began_it_ends_too()
    {
        StartServer(Some.OneNeuron());
        Server.Tell(new StopTraining(), TestActor);
        Assert.Equal((TrainingEnd.Stopped, 0L), Fact<TrainingEnded>() switch { var fact => (fact.End, fact.Snapshot.Steps) });
    }

    [Fact]
    public void A_training_resumed_at_its_end_ends_at_once()
    {
        var plan = Some.OneNeuron();
        var done = new TrainingState(plan).Snapshot() with { Steps = plan.Steps };
        StartServer(plan, workers: 1, from: done);
        IsSilent(Join(0));
        Assert.Equal(TrainingEnd.Completed, Fact<TrainingEnded>().End);
    }

    [Fact]
    public void Checkpoints_are_stored_every_so_many_steps_and_at_each_epoch()
    {
        StartServer(Some.OneNeuron(samples: 50, epochs: 2), workers: 1, checkpointEverySteps: 2, store: true);
        var worker = Join(0);
        for (var step = 0; step < 10; step++) Answer(worker, Dealt(worker), 0);
        foreach (var steps in new[] { 2, 4, 5, 6, 8, 10 }) Assert.Equal(steps, Store.ExpectMsg<StoreSnapshot>().Snapshot.Steps);
        IsSilent(Store);
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_ends_the_run()
    {
        StartServer(Some.OneNeuron(), workers: 1, checkpointEverySteps: 1, store: true);
        var worker = Join(0);
        Answer(worker, Dealt(worker), 0);
        Store.ExpectMsg<StoreSnapshot>();
        Server.Tell(new SnapshotNotStored("the disk is full"), Store);
        Assert.Equal((TrainingEnd.StoreFailed, "the disk is full"), Fact<TrainingEnded>() switch { var fact => (fact.End, fact.Why) });
    }

    [Fact]
    public void A_store_that_is_far_behind_is_waited_for()
    {
        StartServer(Some.OneNeuron(samples: 1000), workers: 1, checkpointEverySteps: 1, store: true);
        var worker = Join(0);
        for (var step = 0; step < ParameterServer.MostOutstanding; step++) Answer(worker, Dealt(worker), 0);
        IsSilent(worker);
        Server.Tell(new SnapshotStored(1), Store);
        Assert.Equal(ParameterServer.MostOutstanding, Dealt(worker).Version);
    }
}

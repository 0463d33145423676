using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

public sealed class EndFlow : ServerTest
{
    [Fact]
    public void A_training_ends_after_the_last_evaluation_and_the_last_checkpoint()
    {
        var worker = StartTraining(1, OneWeight.Plan(stepsPerEpoch: 1, epochs: 2), evaluator: true, store: true).Single();
        Step(worker);
        Step(worker);
        worker.GetsNothing();
        Observer.ExpectMsg<TrainingStarted>();
        for (var epoch = 1; epoch <= 2; epoch++)
        {
            Assert.Equal(epoch, Observer.ExpectMsg<StepCompleted>().Steps);
            Assert.Equal(epoch, Observer.ExpectMsg<EpochCompleted>().Epoch);
        }

        Answer(Evaluator.ExpectMsg<EvaluateParameters>());
        Answer(Evaluator.ExpectMsg<EvaluateParameters>());
        Server.Tell(new SnapshotStored(1));
        Assert.Equal(1, Observer.ExpectMsg<ParametersEvaluated>().Version);
        Assert.Equal(2, Observer.ExpectMsg<ParametersEvaluated>().Version);
        GetsNothing(Observer);
        Server.Tell(new SnapshotStored(2));
        var ended = Observer.ExpectMsg<TrainingEnded>();
        Assert.Equal((TrainingEnd.Completed, "", 2L, 10L), (ended.End, ended.Why, ended.Snapshot.Steps, ended.Statistics.Samples));
        Assert.Equal([10L], ended.Statistics.Workers.Select(each => each.Samples));
    }

    [Fact]
    public void After_the_end_nothing_is_dealt_and_whatever_comes_is_harmless()
    {
        var workers = StartTraining(2, OneWeight.Plan(stepsPerEpoch: 1), evaluator: true, store: true);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        workers[0].Answers(works[0]);
        workers[1].Answers(works[1]);
        var evaluate = Evaluator.ExpectMsg<EvaluateParameters>();
        Store.ExpectMsg<StoreSnapshot>();
        Answer(evaluate);
        Server.Tell(new SnapshotStored(1));
        Told<TrainingEnded>();

        workers[0].Answers(works[0], float.NaN);
        workers[0].Registers(heard: 0);
        workers[1].Restarted().Registers();
        Worker(5).Registers();
        Answer(evaluate);
        Server.Tell(new SnapshotNotStored("too late"));
        Server.Tell(new StopTraining());
        Sys.Stop(workers[0].Actor);
        Sys.Stop(Evaluator.Ref);
        Clock.Advance(PartTimeout);
        workers[1].GetsNothing();
        GetsNothing(Observer);
        GetsNothing(Store);
    }

    [Fact]
    public void A_server_asked_to_stop_stores_a_snapshot_of_the_last_completed_step()
    {
        var workers = StartTraining(2, store: true);
        Step(workers);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        workers[0].Answers(works[0]);
        Server.Tell(new StopTraining());
        var stored = Store.ExpectMsg<StoreSnapshot>().Snapshot;
        workers[1].Answers(works[1]); // while the checkpoint is being written: it would complete the step
        Assert.Equal((1L, 1 - 0.2f), (stored.Steps, stored.Parameters[OneWeight.W]));
        Assert.All(workers, worker => worker.GetsNothing());

        Server.Tell(new SnapshotStored(1));
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.Stopped, "it was asked to stop", 1L), (ended.End, ended.Why, ended.Snapshot.Steps));
        Assert.Equal(stored.Parameters, ended.Snapshot.Parameters);
        GetsNothing(Store);
    }

    [Fact]
    public void A_server_asked_to_stop_stores_no_step_twice()
    {
        var worker = StartTraining(1, store: true, checkpointEverySteps: 1).Single();
        Step(worker);
        Store.ExpectMsg<StoreSnapshot>();
        Server.Tell(new StopTraining());
        GetsNothing(Store);
        Server.Tell(new SnapshotStored(1));
        Assert.Equal(TrainingEnd.Stopped, Told<TrainingEnded>().End);
    }

    [Fact]
    public void A_server_asked_to_stop_before_all_workers_registered_ends()
    {
        StartServer(workers: 2);
        Worker(0).Registers().GetsNothing();
        Server.Tell(new StopTraining());
        Assert.Equal(TrainingEnd.Stopped, Observer.ExpectMsg<TrainingEnded>().End);
    }

    [Fact]
    public void A_training_that_goes_on_from_its_end_ends_at_once()
    {
        StartServer(workers: 1, from: OneWeight.Beginning(steps: 4));
        Worker(0).Registers().GetsNothing();
        Assert.Equal(TrainingEnd.Completed, Observer.ExpectMsg<TrainingEnded>().End);
    }

    private void Answer(EvaluateParameters evaluate) => Server.Tell(
        new ParametersEvaluated(evaluate.Epoch, evaluate.Snapshot.Steps, evaluate.Snapshot, new Evaluation(1, 1, 0)));
}

using ActorBackprop.Actors.InProcess;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

/// <summary>Two steps an epoch.</summary>
public sealed class PatienceFlow : ServerTest
{
    [Fact]
    public void With_patience_the_next_epoch_waits_for_the_measurement_of_the_last()
    {
        StartServer(1, Plan(5) with { Patience = 2 }, evaluator: true);
        var worker = Worker(0).Registers();
        worker.Answers(worker.Gets());
        worker.Answers(worker.Gets());
        worker.GetsNothing();
        Answer(Evaluator.ExpectMsg<EvaluateParameters>(), 7);
        Assert.Equal(2, worker.Gets().Version);
    }

    [Fact]
    public void A_training_is_completed_at_the_step_where_its_patience_ends()
    {
        StartServer(1, Plan(9) with { Patience = 2 }, evaluator: true, store: true);
        var worker = Worker(0).Registers();
        foreach (var correct in new[] { 5, 7, 7, 6 })
        {
            worker.Answers(worker.Gets());
            worker.Answers(worker.Gets());
            Answer(Evaluator.ExpectMsg<EvaluateParameters>(), correct);
        }
        for (var epoch = 1; epoch <= 4; epoch++)
        {
            Assert.Equal(2 * epoch, Store.ExpectMsg<StoreSnapshot>().Snapshot.Steps);
            Server.Tell(new SnapshotStored(2 * epoch), Store);
        }
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.Completed, 8L), (ended.End, ended.Snapshot.Steps));
        Assert.Equal(new EarlyStopping(2, Epoch: 4, BestEpoch: 2, BestCorrect: 7), ended.Snapshot.Stopping);
        worker.GetsNothing();
    }

    [Fact]
    public void A_resumed_training_continues_with_the_patience_it_had()
    {
        var plan = Plan(9) with { Patience = 2 };
        var trainer = new TrainingState(plan).Snapshot();
        StartServer(1, plan, trainer with { Steps = 4, Position = null, Stopping = new EarlyStopping(2, 2, 1, 5) }, evaluator: true);
        var worker = Worker(0).Registers();
        worker.Answers(worker.Gets());
        worker.Answers(worker.Gets());
        Answer(Evaluator.ExpectMsg<EvaluateParameters>(), 5);
        Assert.Equal(6, Told<TrainingEnded>().Snapshot.Steps);
    }

    [Fact]
    public void A_run_whose_patience_was_at_an_end_takes_no_further_step()
    {
        var plan = Plan(9) with { Patience = 2 };
        var from = new TrainingState(plan).Snapshot() with { Steps = 6, Position = null, Stopping = new EarlyStopping(2, 3, 1, 5) };
        StartServer(1, plan, from, evaluator: true);
        var worker = Worker(0).Registers();
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.Completed, 6L), (ended.End, ended.Snapshot.Steps));
        worker.GetsNothing();
    }

    [Fact]
    public void Without_patience_a_validation_result_changes_nothing()
    {
        StartServer(1, Plan(3), evaluator: true);
        var worker = Worker(0).Registers();
        for (var epoch = 0; epoch < 3; epoch++)
        {
            worker.Answers(worker.Gets());
            worker.Answers(worker.Gets());
            Answer(Evaluator.ExpectMsg<EvaluateParameters>(), 0);
        }
        Assert.Equal(6, Told<TrainingEnded>().Snapshot.Steps);
    }

    [Fact]
    public void Patience_without_an_evaluator_is_refused()
    {
        var settings = new ServerSettings { Run = Run, Workers = 1 };
        Assert.Throws<ArgumentException>(() => InProcessHost.Start(
            Sys, settings, new ServerPeers([TestActor]), Plan(3) with { Patience = 1 }, OneNeuronData(10)));
    }

    [Fact]
    public void A_real_evaluator_measures_the_validation_images_where_it_is_given_some()
    {
        var (plan, test, validation) = (Plan(3), OneNeuronData(30), OneNeuronData(40).Slice(30, 10));
        var snapshot = new TrainingState(plan).Snapshot();
        Sys.ActorOf(Props.Create<Evaluator>(plan.Network, test, validation)).Tell(new EvaluateParameters(1, snapshot), TestActor);
        var answer = ExpectMsg<ParametersEvaluated>();
        Assert.Equal(Evaluation.Of(plan.Network, snapshot.Parameters, test), answer.Result);
        Assert.Equal(Evaluation.Of(plan.Network, snapshot.Parameters, validation), answer.Validation);
    }

    private static TrainingPlan Plan(int epochs) => OneWeight.Plan(stepsPerEpoch: 2, epochs);

    private static Dataset OneNeuronData(int images) =>
        new([.. Enumerable.Range(0, images).Select(i => (byte)(i * 37))], new byte[images], 1, 1, 1);

    private void Answer(EvaluateParameters evaluate, int correct) => Server.Tell(
        new ParametersEvaluated(evaluate.Epoch, evaluate.Snapshot.Steps, evaluate.Snapshot, new Evaluation(1, 2, 0.5), new Evaluation(correct, 10, 0.5)),
        Evaluator);
}

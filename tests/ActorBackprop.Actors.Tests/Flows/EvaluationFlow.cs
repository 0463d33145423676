using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

public sealed class EvaluationFlow : ServerTest
{
    [Fact]
    public void An_evaluator_that_does_not_answer_stops_the_server_only_when_it_is_too_far_behind()
    {
        var plan = OneWeight.Plan(stepsPerEpoch: 1, epochs: ParameterServer.MaxOutstanding + 3);
        var worker = StartTraining(1, plan, evaluator: true).Single();
        for (var epoch = 0; epoch < ParameterServer.MaxOutstanding; epoch++) Step(worker);
        worker.GetsNothing();
        for (var epoch = 1; epoch <= 2; epoch++)
        {
            Answer(Evaluator.ExpectMsg<EvaluateParameters>());
            Step(worker);
            worker.GetsNothing();
        }
    }

    [Fact]
    public void An_evaluation_names_its_version_however_far_the_training_is_by_then()
    {
        var worker = StartTraining(1, OneWeight.Plan(stepsPerEpoch: 2, epochs: 3), evaluator: true).Single();
        Step(worker);
        GetsNothing(Evaluator); // no epoch is over
        Step(worker);
        var evaluate = Evaluator.ExpectMsg<EvaluateParameters>();
        Assert.Equal((1, 2L), (evaluate.Epoch, evaluate.Snapshot.Steps));
        var copy = evaluate.Snapshot.Parameters.ToArray();
        Assert.Equal(1 - 0.1f - 0.1f, copy[OneWeight.W]);
        Step(worker);
        Step(worker);
        Assert.Equal(copy, evaluate.Snapshot.Parameters);

        Answer(evaluate);
        var told = Told<ParametersEvaluated>();
        Assert.Equal((1, 2L, 0.75), (told.Epoch, told.Version, told.Result.Accuracy));
        Assert.Same(evaluate.Snapshot, told.Snapshot);
    }

    [Fact]
    public void An_evaluator_measures_what_it_is_given()
    {
        var (plan, data) = (Trainings.Plan(), Trainings.Data(250));
        var snapshot = new TrainingState(plan).Snapshot() with { Steps = 17 };
        Sys.ActorOf(Props.Create<Evaluator>(plan.Network, data)).Tell(new EvaluateParameters(4, snapshot), TestActor);
        var told = ExpectMsg<ParametersEvaluated>();
        Assert.Equal((4, 17L, Evaluation.Of(plan.Network, snapshot.Parameters, data)), (told.Epoch, told.Version, told.Result));
        Assert.Same(snapshot, told.Snapshot);
    }

    [Fact]
    public void An_evaluator_that_has_failed_ends_the_run()
    {
        var worker = StartTraining(1, evaluator: true).Single();
        worker.Gets();
        Sys.Stop(Evaluator.Ref);
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.Failed, $"the actor {Evaluator.Ref.Path.Name} has failed"), (ended.End, ended.Why));
    }

    private void Answer(EvaluateParameters evaluate) => Server.Tell(
        new ParametersEvaluated(evaluate.Epoch, evaluate.Snapshot.Steps, evaluate.Snapshot, new Evaluation(Correct: 3, Samples: 4, Cost: 1)));
}

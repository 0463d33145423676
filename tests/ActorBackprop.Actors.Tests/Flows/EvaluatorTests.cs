using ActorBackprop.Actors.Protocol;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

public sealed class EvaluatorTests : FlowTest
{
    [Fact]
    public void The_evaluator_holds_nothing_up_until_it_is_far_behind()
    {
        StartServer(Some.OneNeuron(samples: 10, epochs: 50), workers: 1, evaluator: true);
        var worker = Join(0);
        for (var epoch = 0; epoch < ParameterServer.MostOutstanding; epoch++) Answer(worker, Dealt(worker), 0);
        IsSilent(worker);
        var first = Evaluator.ExpectMsg<EvaluateParameters>();
        Answer(first);
        Assert.Equal(ParameterServer.MostOutstanding, Dealt(worker).Version);
    }

    [Fact]
    public void An_evaluation_names_its_version_and_keeps_it_while_training_goes_on()
    {
        StartServer(Some.OneNeuron(samples: 20, epochs: 3), workers: 1, evaluator: true);
        var worker = Join(0);
        Answer(worker, Dealt(worker), 0);
        Answer(worker, Dealt(worker), 0);
        var evaluate = Evaluator.ExpectMsg<EvaluateParameters>();
        Assert.Equal((1, 2L), (evaluate.Epoch, evaluate.Snapshot.Steps));
        var next = Dealt(worker);
        Assert.Equal(next.Parameters, evaluate.Snapshot.Parameters);
        var copy = evaluate.Snapshot.Parameters.ToArray();
        Answer(worker, next, 0, ofWeight: 5);
        Answer(worker, Dealt(worker), 0, ofWeight: 5);
        Dealt(worker);
        Assert.Equal(copy, evaluate.Snapshot.Parameters);
        Answer(evaluate);
        Assert.Equal((1, 2L), Fact<ParametersEvaluated>() switch { var fact => (fact.Epoch, fact.Version) });
    }

    [Fact]
    public void A_real_evaluator_answers_with_the_evaluation()
    {
        var (plan, data) = (Some.Plan(30, 10), Some.Data(30));
        var snapshot = new TrainingState(plan).Snapshot();
        var evaluator = Sys.ActorOf(Props.Create<Evaluator>(plan.Network, data));
        evaluator.Tell(new EvaluateParameters(4, snapshot), TestActor);
        var answer = ExpectMsg<ParametersEvaluated>();
        Assert.Equal((4, 0L, 30), (answer.Epoch, answer.Version, answer.Result.Samples));
        Assert.Equal(Evaluation.Of(plan.Network, snapshot.Parameters, data), answer.Result);
    }

    [Fact]
    public void A_failed_evaluator_ends_the_run()
    {
        StartServer(Some.OneNeuron(), workers: 1, evaluator: true);
        Join(0);
        Sys.Stop(Evaluator);
        Assert.Equal(TrainingEnd.Failed, Fact<TrainingEnded>().End);
    }

    private void Answer(EvaluateParameters evaluate) => Server.Tell(
        new ParametersEvaluated(evaluate.Epoch, evaluate.Snapshot.Steps, evaluate.Snapshot, new Evaluation(1, 2, 0.5)), Evaluator);
}

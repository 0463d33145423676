using ActorBackprop.Actors.Dealing;
using ActorBackprop.Actors.Protocol;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Gradients;
using Akka.TestKit;

namespace ActorBackprop.Actors.Tests.Flows;

/// <summary>What the server does not take: each is counted by reason, the weights never see it, the run goes on.</summary>
public sealed class RefusalTests : FlowTest
{
    [Fact]
    public void The_late_gradient_of_the_step_before_is_refused()
    {
        var (first, second, one, two) = AtTheFirstStep();
        Answer(first, one, 0);
        Answer(second, two, 1);
        Dealt(first);
        Answer(second, two, 1, ofWeight: 1000);
        Refused(Refusal.Late);
        IsSilent(first); // still one dealing for the second step
        Dealt(second);
    }

    [Fact]
    public void Of_another_run_of_nobody_and_of_a_part_never_dealt_is_foreign()
    {
        var (first, second, one, two) = AtTheFirstStep();
        Server.Tell(AnswerTo(one, 0) with { Run = "another" }, first);
        Refused(Refusal.Foreign);
        Server.Tell(AnswerTo(one, 17), first);
        Refused(Refusal.Foreign);
        Server.Tell(AnswerTo(two, 0), first); // it was dealt to the other
        Refused(Refusal.Foreign);
        Server.Tell(AnswerTo(one, 0) with { Step = 1 }, first);
        Refused(Refusal.Foreign);
        Server.Tell(AnswerTo(one, 0) with { Version = 9 }, first);
        Refused(Refusal.Foreign);
        Server.Tell(AnswerTo(one, 0) with { Part = new Part(0, 2) }, first);
        Refused(Refusal.Foreign);
        Answer(first, one, 0);
        Answer(second, two, 1);
        Assert.Equal(6, Fact<StepCompleted>().Statistics.Refused[Refusal.Foreign]);
    }

    [Fact]
    public void Of_an_older_incarnation_is_superseded()
    {
        var (first, second, one, two) = AtTheFirstStep();
        Register(first, 0, incarnation: 2);
        Assert.Equal(new WorkerId(0, 1), Fact<WorkerLost>().Worker);
        var again = Dealt(first);
        Assert.Equal(one.Part, again.Part); // dealt exactly as it was
        Answer(first, one, 0, incarnation: 1, ofWeight: 1000);
        Refused(Refusal.Superseded);
        Answer(first, again, 0, incarnation: 2);
        Answer(second, two, 1);
        Assert.Equal(one.Parameters[0] - 0.5f * (5f / 10), Dealt(first).Parameters[0]);
    }

    [Theory]
    [InlineData("a node too many")]
    [InlineData("another node")]
    [InlineData("no node")]
    [InlineData("a gradient too short")]
    [InlineData("a gradient too long")]
    public void A_misshapen_one_is_refused_and_its_part_dealt_again(string shape)
    {
        var (first, second, one, two) = AtTheFirstStep();
        var honest = AnswerTo(one, 0);
        var sums = shape switch
        {
            "a node too many" => [.. honest.Sums, Sum(new TreeNode(3, 5), 1)],
            "another node" => [Sum(new TreeNode(0, 5), 1)],
            "no node" => [],
            "a gradient too short" => [honest.Sums[0] with { Gradient = new float[8] }],
            _ => new NodeSum[] { honest.Sums[0] with { Gradient = new float[24] } },
        };
        Server.Tell(honest with { Sums = sums }, first);
        Refused(Refusal.Misshapen);
        Assert.Equal(one.Part, Dealt(first).Part);
        Answer(first, one, 0);
        Answer(second, two, 1);
        Assert.Equal(one.Parameters[0] - 0.5f * (5f / 10), Dealt(first).Parameters[0]);
    }

    [Fact]
    public void A_part_that_is_refused_again_and_again_ends_the_run()
    {
        StartServer(Some.OneNeuron(), workers: 1);
        var worker = Join(0);
        for (var attempt = 0; attempt < Deals.MostAttempts; attempt++)
            Server.Tell(AnswerTo(Dealt(worker), 0) with { Sums = [] }, worker);
        Assert.Equal(TrainingEnd.WorkersLost, Fact<TrainingEnded>().End);
    }

    private (TestProbe First, TestProbe Second, ComputeGradient One, ComputeGradient Two) AtTheFirstStep()
    {
        StartServer(Some.OneNeuron());
        var (first, second) = (Join(0), Join(1));
        return (first, second, Dealt(first), Dealt(second));
    }
}

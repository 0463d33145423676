using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Gradients;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

/// <summary>Gradients that are refused. Each test ends with the step w = 1 − (10 + 20) / 10, as if none had been refused.</summary>
public sealed class RefusalFlow : ServerTest
{
    private const float Poison = 1e6f;

    [Fact]
    public void The_late_gradient_of_the_step_before_is_refused()
    {
        var workers = StartTraining(2);
        var first = workers.Select(worker => worker.Gets()).ToArray();
        workers[0].Answers(first[0]);
        workers[1].Answers(first[1]);
        var second = workers.Select(worker => worker.Gets()).ToArray();
        workers[0].Answers(first[0], Poison);
        IsRefused(workers[0].Id, Refusal.Late);
        GoesOn(workers, second, Refusal.Late);
    }

    [Fact]
    public void A_gradient_of_a_complete_step_is_late_also_while_the_next_step_cannot_begin()
    {
        var worker = StartTraining(1, OneWeight.Plan(stepsPerEpoch: 100), store: true, checkpointEverySteps: 1).Single();
        var work = worker.Gets();
        for (var step = 1; step <= ParameterServer.MaxOutstanding; step++)
        {
            worker.Answers(work);
            if (step < ParameterServer.MaxOutstanding) work = worker.Gets();
        }
        worker.GetsNothing(); // the store is too far behind
        worker.Answers(work, Poison);
        IsRefused(worker.Id, Refusal.Late);
        Server.Tell(new SnapshotStored(1));
        Assert.Equal(1f, worker.Gets().Parameters.Span[OneWeight.W]);
    }

    [Fact]
    public void A_gradient_of_another_run_is_refused()
    {
        var (workers, works) = Begin();
        workers[0].Answers(works[0] with { Run = "another-run" }, Poison);
        IsRefused(workers[0].Id, Refusal.Foreign);
        GoesOn(workers, works, Refusal.Foreign);
    }

    [Fact]
    public void A_gradient_of_another_run_does_not_stand_for_the_workers_answer()
    {
        var (workers, works) = Begin();
        workers[0].Answers(works[0] with { Run = "another-run" }, Poison);
        workers[1].Answers(works[1], 20);
        Sys.Stop(workers[0].Actor); // it still has its part, which is reassigned
        workers[1].Answers(workers[1].Gets(0, 0, 3), 10);
        Assert.Equal(1 - 3f, workers[1].Gets().Parameters.Span[OneWeight.W]);
    }

    [Fact]
    public void A_gradient_of_an_unknown_worker_is_refused()
    {
        var (workers, works) = Begin();
        var unknown = Worker(9);
        unknown.Answers(works[0], Poison);
        IsRefused(unknown.Id, Refusal.Foreign);
        var unborn = workers[0].Restarted(); // which has not registered
        unborn.Answers(works[0], Poison);
        IsRefused(unborn.Id, Refusal.Foreign);
        GoesOn(workers, works, Refusal.Foreign, Refusal.Foreign);
    }

    [Fact]
    public void A_gradient_of_a_part_that_its_worker_was_not_dealt_is_refused()
    {
        var (workers, works) = Begin();
        workers[0].Answers(works[1], Poison);
        IsRefused(workers[0].Id, Refusal.Foreign);
        workers[0].Answers(works[0] with { Part = new Part(0, 2) }, Poison);
        IsRefused(workers[0].Id, Refusal.Foreign);
        GoesOn(workers, works, Refusal.Foreign, Refusal.Foreign);
    }

    [Fact]
    public void A_gradient_of_a_step_to_come_or_of_another_version_is_refused()
    {
        var (workers, works) = Begin();
        workers[0].Sends(OneWeight.Answer(works[0], workers[0].Id, Poison) with { Step = 1, Version = 1 });
        IsRefused(workers[0].Id, Refusal.Foreign);
        workers[0].Sends(OneWeight.Answer(works[0], workers[0].Id, Poison) with { Version = 1 });
        IsRefused(workers[0].Id, Refusal.Foreign);
        GoesOn(workers, works, Refusal.Foreign, Refusal.Foreign);
    }

    [Fact]
    public void A_gradient_of_an_older_incarnation_is_refused()
    {
        var (workers, works) = Begin();
        var restarted = workers[0].Restarted().Registers();
        Assert.Equal(workers[0].Id, Told<WorkerLost>().Worker);
        var again = restarted.Gets(0, 0, 3);
        workers[0].Answers(works[0], Poison);
        IsRefused(workers[0].Id, Refusal.Superseded);
        GoesOn([restarted, workers[1]], [again, works[1]], Refusal.Superseded);
    }

    [Theory]
    [InlineData("another node of the part's size")]
    [InlineData("more nodes than one")]
    [InlineData("no nodes")]
    [InlineData("a gradient that is too short")]
    [InlineData("a gradient that is too long")]
    public void A_misshapen_gradient_is_refused_and_its_part_dealt_again(string shape)
    {
        var (workers, works) = Begin();
        NodeSum Sum(int from, int to) => new(new TreeNode(from, to), OneWeight.Floats(Poison, 0), 1, 1);
        NodeSum[] sums = shape switch
        {
            "another node of the part's size" => [Sum(2, 5)],
            "more nodes than one" => [Sum(0, 2), Sum(2, 3)],
            "no nodes" => [],
            "a gradient that is too short" => [Sum(0, 3) with { Gradient = new[] { Poison } }],
            _ => [Sum(0, 3) with { Gradient = OneWeight.Floats(Poison, 0).Append(0).ToArray() }],
        };
        workers[1].Answers(works[1], 20);
        workers[0].Sends(OneWeight.Answer(works[0], workers[0].Id) with { Sums = sums });
        IsRefused(workers[0].Id, Refusal.Misshapen);
        workers[1].Answers(workers[1].Gets(0, 0, 3), 10); // another worker's, since there is one
        Assert.Equal(1, Told<StepCompleted>().Statistics.Refused[Refusal.Misshapen]);
        Assert.Equal(1 - 3f, workers[0].Gets(1, 0, 3).Parameters.Span[OneWeight.W]);
    }

    private (PlayedWorker[] Workers, ComputeGradient[] Works) Begin()
    {
        var workers = StartTraining(2);
        return (workers, [.. workers.Select(worker => worker.Gets())]);
    }

    /// <summary>The step ends as if nothing had been, and the refusals are counted.</summary>
    private void GoesOn(PlayedWorker[] workers, ComputeGradient[] works, params Refusal[] refused)
    {
        Assert.All(workers, worker => worker.GetsNothing());
        workers[0].Answers(works[0], 10);
        Assert.All(workers, worker => worker.GetsNothing());
        workers[1].Answers(works[1], 20);
        var before = works[0].Parameters.Span[OneWeight.W];
        Assert.Equal(before - 0.5f * (30f / 5), workers[1].Gets().Parameters.Span[OneWeight.W]);
        var told = (StepCompleted)Observer.FishForMessage(fact => fact is StepCompleted step && step.Steps == works[0].Version + 1);
        Assert.Equal(refused.Length, told.Statistics.Refused[refused[0]]);
        Assert.Equal(refused.Length, told.Statistics.Refused.Values.Sum());
        Assert.Equal(5 * (works[0].Version + 1), told.Statistics.Workers.Sum(worker => worker.Samples));
    }
}

using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

public sealed class NonFiniteFlow : ServerTest
{
    [Theory]
    [InlineData(float.NaN, 0)]
    [InlineData(float.PositiveInfinity, 0)]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(1, double.NaN)]
    public void A_gradient_that_is_not_finite_is_refused_and_its_part_assigned_to_another_worker(float dw, double cost)
    {
        var workers = StartTraining(2);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        workers[1].Answers(works[1], 2);
        var answer = OneWeight.Answer(works[0], workers[0].Id, dw);
        workers[0].Sends(answer with { Sums = [answer.Sums[0] with { Cost = cost }] });
        IsRefused(workers[0].Id, Refusal.NonFinite);
        workers[0].GetsNothing();
        workers[1].Answers(workers[1].Gets(0, 0, 3), 1);
        Assert.Equal(1, Told<StepCompleted>().Statistics.Refused[Refusal.NonFinite]);
        Assert.Equal(1 - 0.1f * 3, workers[0].Gets(1, 0, 3).Parameters.Span[OneWeight.W]);
    }

    [Fact]
    public void The_part_waits_for_another_worker_that_is_busy()
    {
        var workers = StartTraining(2);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        workers[0].Answers(works[0], float.NaN);
        workers[0].GetsNothing();
        workers[1].Answers(works[1], 2);
        workers[0].GetsNothing();
        workers[1].Answers(workers[1].Gets(0, 0, 3), 1);
        Assert.Equal(1 - 0.1f * 3, workers[0].Gets(1, 0, 3).Parameters.Span[OneWeight.W]);
    }

    [Fact]
    public void The_part_does_not_wait_for_a_worker_that_is_overdue()
    {
        var workers = StartTraining(2);
        workers[0].Answers(workers[0].Gets(), float.NaN);
        LetPartsGetOverdue();
        workers[0].Answers(workers[0].Gets(0, 0, 3), 1);
        LetPartsGetOverdue();
        workers[0].Answers(workers[0].Gets(0, 3, 5), 2);
        Assert.Equal(1 - 0.1f * 3, workers[0].Gets(1, 0, 5).Parameters.Span[OneWeight.W]);
    }

    [Fact]
    public void The_part_does_not_wait_for_a_worker_that_is_lost()
    {
        var workers = StartTraining(2);
        Assert.All(workers, worker => worker.Gets());
        workers[0].Answers(OneWeight.Work(0, 0, 3), float.NaN);
        workers[0].GetsNothing();
        Sys.Stop(workers[1].Actor);
        workers[0].Answers(workers[0].Gets(0, 3, 5)); // of which it was not refused a gradient
        workers[0].Gets(0, 0, 3);
    }

    [Fact]
    public void The_only_worker_gets_its_part_once_more_itself()
    {
        var worker = StartTraining(1).Single();
        worker.Answers(worker.Gets(), float.NaN);
        worker.Answers(worker.Gets(0, 0, 5), 1);
        worker.Gets(1, 0, 5);
    }

    [Fact]
    public void The_second_time_the_training_has_diverged_and_stores_its_last_finite_parameters()
    {
        var workers = StartTraining(2, store: true);
        Step(workers);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        var good = works[0].Parameters.ToArray();
        workers[1].Answers(works[1], 2);
        workers[0].Answers(works[0], float.NaN);
        workers[1].Answers(workers[1].Gets(1, 0, 3), float.PositiveInfinity);
        var stored = Store.ExpectMsg<StoreSnapshot>().Snapshot;
        Assert.Equal(1, stored.Steps);
        Assert.Equal(good, stored.Parameters);
        Assert.False(IsToldOfTheEnd());

        Server.Tell(new SnapshotStored(1));
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.Diverged, "the gradient of step 1 is not finite"), (ended.End, ended.Why));
        Assert.Equal(2, ended.Statistics.Refused[Refusal.NonFinite]);
        Assert.Equal(good, ended.Snapshot.Parameters);
        Assert.Equal(good, works[0].Parameters);
        Assert.All(workers, worker => worker.GetsNothing());
    }

    [Fact]
    public void Two_parts_that_are_not_finite_once_each_are_no_divergence()
    {
        var workers = StartTraining(2);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        workers[0].Answers(works[0], float.NaN);
        workers[1].Answers(works[1], float.NaN);
        workers[0].Answers(workers[0].Gets(0, 3, 5));
        workers[1].Answers(workers[1].Gets(0, 0, 3));
        Assert.Equal(2, Told<StepCompleted>().Statistics.Refused[Refusal.NonFinite]);
    }

    [Fact]
    public void Finite_sums_that_overflow_together_have_diverged_too()
    {
        var workers = StartTraining(2);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        workers[0].Answers(works[0], float.MaxValue);
        workers[1].Answers(works[1], float.MaxValue);
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.Diverged, 0L), (ended.End, ended.Snapshot.Steps));
        Assert.Equal(OneWeight.Floats(1, 2), ended.Snapshot.Parameters);
    }

    [Fact]
    public void A_step_that_overflows_is_not_taken_and_the_parameters_before_it_are_stored()
    {
        var plan = OneWeight.Plan();
        plan = plan with { Optimizer = plan.Optimizer with { LearningRate = 3e38f } };
        var workers = StartTraining(2, plan, store: true);
        Step(workers); // 0.4 · 3e38
        var works = workers.Select(worker => worker.Gets()).ToArray();
        var good = works[0].Parameters.ToArray();
        Assert.All(good, number => Assert.True(float.IsFinite(number)));
        foreach (var (worker, work) in workers.Zip(works)) worker.Answers(work, 100);
        var stored = Store.ExpectMsg<StoreSnapshot>().Snapshot;
        Assert.Equal(1, stored.Steps);
        Assert.Equal(good, stored.Parameters);
        Server.Tell(new SnapshotStored(1));
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.Diverged, "the update of step 1 is not finite"), (ended.End, ended.Why));
        Assert.Equal(1, ended.Snapshot.Steps);
        Assert.Equal(good, ended.Snapshot.Parameters);
    }

    private bool IsToldOfTheEnd()
    {
        Settle(Server);
        var told = false;
        while (Observer.HasMessages) told |= Observer.ReceiveOne() is TrainingEnded;
        return told;
    }
}

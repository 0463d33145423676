using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;

namespace ActorBackprop.Actors.Tests.Flows;

public sealed class JoiningFlow : ServerTest
{
    [Fact]
    public void A_worker_that_joins_in_mid_epoch_gets_parts_from_the_next_step_on()
    {
        var first = StartTraining(1).Single();
        Step(first);
        var work = first.Gets(1, 0, 5);
        var joined = Worker(1).Registers();
        joined.GetsNothing();
        first.Answers(work);
        first.Gets(2, 0, 3);
        joined.Answers(joined.Gets(2, 3, 5));
        joined.GetsNothing();
    }

    [Fact]
    public void A_worker_that_joins_while_a_part_is_without_one_gets_it()
    {
        var workers = StartTraining(2);
        Assert.All(workers, worker => worker.Gets());
        Sys.Stop(workers[0].Actor);
        Told<WorkerLost>();
        Worker(2).Registers().Gets(0, 0, 3);
    }

    [Fact]
    public void A_worker_beyond_those_expected_is_counted_in_the_statistics()
    {
        var first = StartTraining(1).Single();
        var work = first.Gets();
        var joined = Worker(4).Registers();
        first.Answers(work);
        Step(first, joined);
        Assert.Equal(1, Told<StepCompleted>().Steps);
        Assert.Equal([5L + 3, 0, 0, 0, 2], Told<StepCompleted>().Statistics.Workers.Select(worker => worker.Samples));
    }

    [Fact]
    public void A_worker_that_comes_back_takes_its_place_again()
    {
        var workers = StartTraining(2);
        Assert.All(workers, worker => worker.Gets());
        Sys.Stop(workers[1].Actor);
        Assert.Equal(workers[1].Id, Told<WorkerLost>().Worker);
        Worker(1, incarnation: 2).Registers().Gets(0, 3, 5);
    }
}

using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;

namespace ActorBackprop.Actors.Tests.Flows;

public sealed class BarrierFlow : ServerTest
{
    [Fact]
    public void A_step_completes_only_when_every_microbatch_has_arrived()
    {
        var workers = StartTraining(4); // 2 + 1 + 1 + 1 microbatches
        Observer.ExpectMsg<TrainingStarted>();
        var works = workers.Select(worker => worker.Gets()).ToArray();
        for (var number = 3; number > 0; number--)
        {
            workers[number].Answers(works[number]);
            GetsNothing(Observer);
            Assert.All(workers, worker => worker.GetsNothing());
        }
        workers[0].Answers(works[0]);
        Assert.Equal(1, Observer.ExpectMsg<StepCompleted>().Steps);
        Assert.All(workers, worker => Assert.Equal(1, worker.Gets().Version));
    }

    [Fact]
    public void A_part_that_comes_twice_counts_once_and_stands_for_no_other()
    {
        var workers = StartTraining(2);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        for (var time = 0; time < 3; time++) workers[0].Answers(works[0], dw: 10);
        IsRefused(workers[0].Id, Refusal.Duplicate);
        IsRefused(workers[0].Id, Refusal.Duplicate);
        Assert.All(workers, worker => worker.GetsNothing());
        workers[1].Answers(works[1], dw: 20);
        var told = Told<StepCompleted>();
        Assert.Equal(2, told.Statistics.Refused[Refusal.Duplicate]);
        Assert.Equal(1 - 0.1f * 30, workers[1].Gets().Parameters.Span[OneWeight.W]);
    }

    [Fact]
    public void The_order_in_which_gradients_arrive_does_not_touch_the_bits()
    {
        // In the tree's order, (1e8 + 1) + (−1e8 + 1), each 1 is lost. One after the other, a 1 remains.
        float[] gradients = [1e8f, 1, -1e8f, 1];
        foreach (var order in Permutations([0, 1, 2, 3]))
        {
            var workers = StartTraining(4, OneWeight.Plan(minibatch: 4));
            var works = workers.Select(worker => worker.Gets()).ToArray();
            foreach (var number in order) workers[number].Answers(works[number], gradients[number]);
            Assert.True(workers[0].Gets().Parameters.Span[OneWeight.W] == 1, $"order {string.Join(", ", order)}");
        }
    }

    private static IEnumerable<int[]> Permutations(int[] numbers) => numbers.Length == 1
        ? [numbers]
        : numbers.SelectMany(first => Permutations([.. numbers.Where(number => number != first)]).Select(rest => (int[])[first, .. rest]));
}

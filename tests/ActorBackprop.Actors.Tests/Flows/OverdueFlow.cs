using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;

namespace ActorBackprop.Actors.Tests.Flows;

public sealed class OverdueFlow : ServerTest
{
    [Fact]
    public void An_overdue_part_goes_to_an_idle_worker_and_the_late_answer_is_a_duplicate()
    {
        var workers = StartTraining(3);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        workers[0].Answers(works[0], 1);
        LetPartsGetOverdue();
        var again = workers[0].Gets(0, works[1].Part);
        Assert.True(works[1].Parameters.Equals(again.Parameters)); // the same memory
        workers[0].Answers(again, 2);
        workers[1].Answers(works[1], 2);
        IsRefused(workers[1].Id, Refusal.Duplicate);
        workers[2].Answers(works[2], 3);
        Assert.Equal(1 - 0.1f * 6, workers[1].Gets(1, works[1].Part).Parameters.Span[OneWeight.W]); // it is idle, and in again
        var samples = Told<StepCompleted>().Statistics.Workers.Select(worker => worker.Samples).ToArray();
        Assert.Equal((0L, 5L), (samples[1], samples[0] + samples[2]));
    }

    [Fact]
    public void The_slow_ones_answer_is_as_welcome_when_it_comes_first()
    {
        var workers = StartTraining(2);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        workers[0].Answers(works[0], 1);
        LetPartsGetOverdue();
        var again = workers[0].Gets(0, 3, 5);
        workers[1].Answers(works[1], 2);
        Assert.Equal(1 - 0.1f * 3, workers[1].Gets(1, 0, 5).Parameters.Span[OneWeight.W]); // the other is still at it
        workers[0].Answers(again, 2);
        IsRefused(workers[0].Id, Refusal.Late);
    }

    [Fact]
    public void An_overdue_part_is_sent_to_its_worker_again_if_none_is_idle()
    {
        var workers = StartTraining(2);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        LetPartsGetOverdue();
        workers[0].Gets(0, 0, 3);
        workers[1].Gets(0, 3, 5);
        workers[0].Answers(works[0], 1);
        workers[0].Answers(works[0], 1); // it was at it, or does it again: both are harmless
        IsRefused(workers[0].Id, Refusal.Duplicate);
        workers[1].Answers(works[1], 2);
        Assert.Equal(1 - 0.1f * 3, workers[0].Gets(1, 0, 3).Parameters.Span[OneWeight.W]);
    }

    [Fact]
    public void A_part_is_not_overdue_before_it_was_out_for_a_whole_interval()
    {
        var workers = StartTraining(2);
        Step(workers);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        workers[0].Answers(works[0]);
        Settle(Server);
        Clock.Advance(PartTimeout);
        Assert.All(workers, worker => worker.GetsNothing());
        Clock.Advance(PartTimeout);
        workers[0].Gets(1, 3, 5);
        workers[1].GetsNothing();
    }

    [Fact]
    public void A_lost_part_is_sent_again_when_its_worker_registers_after_the_timeout()
    {
        var workers = StartTraining(2);
        Assert.All(workers, worker => worker.Gets()); // say that the second one's got lost
        workers[1].Registers(heard: -1);
        workers[1].GetsNothing(); // it may still be on its way
        LetPartsGetOverdue();
        Assert.All(workers, worker => worker.Gets());
        workers[1].Registers(heard: -1);
        workers[1].Gets(0, 3, 5);
    }
}

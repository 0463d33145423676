using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;

namespace ActorBackprop.Actors.Tests.Flows;

/// <summary>Versions of the parameters are arrays that are used again, but not under the eyes of a reader.</summary>
public sealed class VersionsFlow : ServerTest
{
    private const int Steps = 40;

    [Fact]
    public void A_version_that_a_slow_worker_was_given_is_not_written_before_it_answers()
    {
        var workers = StartTraining(2, OneWeight.Plan(stepsPerEpoch: Steps + 1));
        var quick = workers[0].Gets();
        var held = workers[1].Gets();
        var copy = held.Parameters.ToArray();
        Answer(workers[0], quick);
        LetPartsGetOverdue();
        Answer(workers[0], workers[0].Gets(0, 3, 5));
        for (var step = 1; step < Steps; step++)
        {
            var work = workers[0].Gets(step, 0, 5); // alone: the other one is not idle
            Assert.False(held.Parameters.Equals(work.Parameters)); // other memory
            Answer(workers[0], work);
            Assert.Equal(copy, held.Parameters.ToArray());
        }
        Answer(workers[1], held);
        IsRefused(workers[1].Id, Refusal.Late);
    }

    [Fact]
    public void The_memory_of_a_version_and_of_a_steps_gradients_is_used_again()
    {
        var workers = StartTraining(2, OneWeight.Plan(stepsPerEpoch: Steps));
        var memories = new HashSet<ReadOnlyMemory<float>>(); // equal where they are the same memory
        for (var step = 0; step < Steps; step++)
            foreach (var (worker, work) in workers.Select(worker => (worker, worker.Gets())).ToArray())
            {
                memories.Add(work.Parameters);
                memories.Add(Answer(worker, work));
            }
        Assert.InRange(memories.Count, 3, 6); // two gradients, and three versions at most: old, current, next
    }

    [Fact]
    public void The_gradients_of_a_refused_answer_are_not_taken_for_the_servers_own()
    {
        var workers = StartTraining(2, OneWeight.Plan(stepsPerEpoch: Steps));
        var works = workers.Select(worker => worker.Gets()).ToArray();
        workers[0].Answers(works[0]);
        var duplicate = OneWeight.Answer(works[0], workers[0].Id, dw: 99);
        workers[0].Sends(duplicate);
        workers[1].Answers(works[1]);
        for (var step = 1; step < Steps; step++) Step(workers);
        Assert.Equal(99, duplicate.Sums[0].Gradient.Span[OneWeight.W]);
    }

    /// <summary>Answers as a real worker does, with memory from the shared buffers.</summary>
    private Memory<float> Answer(PlayedWorker worker, ComputeGradient work)
    {
        var answer = OneWeight.Answer(work, worker.Id, dw: 1);
        var sum = Assert.Single(answer.Sums);
        var gradient = Buffers.Take();
        sum.Gradient.CopyTo(gradient);
        worker.Sends(answer with { Sums = [sum with { Gradient = gradient }] });
        return gradient;
    }
}

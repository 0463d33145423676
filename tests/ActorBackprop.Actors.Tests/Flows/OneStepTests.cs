using ActorBackprop.Actors.Protocol;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Actors.Tests.Flows;

public sealed class OneStepTests : FlowTest
{
    [Fact]
    public void Deal_compute_average_broadcast_message_by_message()
    {
        StartServer(Some.OneNeuron());
        var (first, second) = (Join(0), Join(1));
        var (one, two) = (Dealt(first), Dealt(second));
        Assert.Equal((new Part(0, 3), new Part(3, 5)), (one.Part, two.Part)); // 5 microbatches: the tree's own halves
        Assert.Equal((0L, 0L), (one.Version, one.Minibatch.Step));
        Assert.Same(one.Parameters, two.Parameters);                          // one version, by reference
        var (weight, bias) = (one.Parameters[0], one.Parameters[8]);

        Answer(second, two, 1, ofWeight: 0.5f);                               // 2 microbatches: 1.0 in all
        IsSilent(first, second);                                              // the barrier holds
        Answer(first, one, 0, ofWeight: 1);                                   // 3 microbatches: 3.0 in all

        var step = Fact<StepCompleted>();
        Assert.Equal((1L, 10, 0.5, 2), (step.Steps, step.Epoch.Samples, step.Epoch.Cost, step.Epoch.Correct));
        var next = Dealt(first);
        Assert.Equal((1L, 1L), (next.Version, next.Minibatch.Step));
        Assert.Equal(weight - 0.5f * (4f / 10), next.Parameters[0]);          // w − η Σg / n
        Assert.Equal(bias, next.Parameters[8]);
        Assert.Same(next.Parameters, Dealt(second).Parameters);
    }

    [Fact]
    public void A_step_completes_only_when_every_microbatch_arrived_once()
    {
        StartServer(Some.OneNeuron(), workers: 3);
        var workers = new[] { Join(0), Join(1), Join(2) };
        var dealt = workers.Select(Dealt).ToArray();
        Assert.Equal(Enumerable.Range(0, 5), dealt.SelectMany(work => Enumerable.Range(work.Part.From, work.Part.To - work.Part.From)));
        Answer(workers[0], dealt[0], 0);
        Answer(workers[0], dealt[0], 0);
        Answer(workers[1], dealt[1], 1);
        Answer(workers[1], dealt[1], 1);
        Refused(Refusal.Duplicate);
        Refused(Refusal.Duplicate);
        IsSilent(workers); // five sums came, but not of five microbatches
        Answer(workers[2], dealt[2], 2);
        Assert.Equal(1, Dealt(workers[0]).Version);
    }

    [Fact]
    public void The_bits_do_not_depend_on_who_answers_first()
    {
        float WeightAfter(params int[] order)
        {
            StartServer(Some.OneNeuron(), workers: 3);
            var workers = new[] { Join(0), Join(1), Join(2) };
            var dealt = workers.Select(Dealt).ToArray();
            var values = new[] { 1e8f, 1f, -0.5e8f }; // of 1, 2 and 2 microbatches: 1e8 + 1 + 1 − 1e8 is 0 or 2, by the order
            foreach (var i in order) Answer(workers[i], dealt[i], i, ofWeight: values[i]);
            return Dealt(workers[0]).Parameters[0];
        }
        var expected = WeightAfter(0, 1, 2);
        foreach (int[] order in (int[][])[[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]) Assert.Equal(expected, WeightAfter(order));
    }

    [Fact]
    public void The_uneven_last_minibatch_is_averaged_by_what_it_has()
    {
        StartServer(Some.OneNeuron(samples: 13), workers: 1);
        var worker = Join(0);
        Answer(worker, Dealt(worker), 0);
        var last = Dealt(worker);
        Assert.Equal((3, 2), (last.Minibatch.Samples, last.Minibatch.Microbatches));
        var weight = last.Parameters[0];
        Answer(worker, last, 0, ofWeight: 3);
        Assert.Equal(weight - 0.5f * (6f / 3), Fact<TrainingEnded>().Snapshot.Parameters[0]);
    }
}

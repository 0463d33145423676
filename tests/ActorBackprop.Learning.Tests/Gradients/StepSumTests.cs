using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using CsCheck;

namespace ActorBackprop.Learning.Tests.Gradients;

public sealed class StepSumTests
{
    private const int Length = 16;

    [Fact]
    public void A_whole_minibatch_has_the_bits_of_its_tree() =>
        (from microbatches in Gen.Int[1, 40]
         from workers in Gen.Int[1, 9]
         from numbers in Gen.Float[-1e3f, 1e3f].Array[Length].Array[microbatches * 2]
         select (microbatches, workers, numbers)).Sample(given =>
        {
            var nodes = Part.Cut(given.microbatches, given.workers).SelectMany(part => part.Nodes(given.microbatches)).ToArray();
            var sums = nodes.Select((node, i) => new NodeSum(node, given.numbers[i], i, 0)).ToArray();
            var tree = new MinibatchSum();
            tree.Begin(given.microbatches);
            foreach (var sum in sums) tree.Add(sum);
            var expected = tree.Root(0, new float[Length]).ToArray();

            Assert.Equal(expected, SumOf(Of(given.microbatches, [.. sums.Select(sum => (sum, 1f))])));
        });

    [Fact]
    public void Some_gradients_of_a_minibatch_are_added_by_halving_their_list()
    {
        // 2^24 + 1 is 2^24 in single precision: only in this order is the sum 2^24 + 2.
        float[] values = [16777216, 0, 1, 1];

        var sum = Of(microbatches: 7, [.. values.Select((value, i) => (Sum(i, value), 1f))]);

        Assert.All(SumOf(sum), number => Assert.Equal(16777218f, number));
        Assert.Equal(4, sum.Samples);
    }

    [Fact]
    public void Each_gradient_counts_by_its_weight()
    {
        var sum = Of(microbatches: 2, (Sum(0, 8), 1), (Sum(1, 8), 0.25f));

        Assert.All(SumOf(sum), number => Assert.Equal(10f, number));
        Assert.Equal(0 + 1, sum[0].Sum.Totals().Cost); // costs are reported, and so not weighed
    }

    [Fact]
    public void Minibatches_are_added_in_their_order()
    {
        Assert.Equal(16777216f, Three(16777216, 1, 1)); // (2^24 + 1) + 1, each rounded to even
        Assert.Equal(16777218f, Three(1, 1, 16777216));

        static float Three(params float[] values)
        {
            var sum = new StepSum();
            for (var step = 0; step < values.Length; step++) sum.Add(new Minibatch(step, 0, 0, 1, 1), Sum(0, values[step]));
            return SumOf(sum)[0];
        }
    }

    [Fact]
    public void Every_buffer_is_returned_once_and_the_next_step_begins_empty()
    {
        var buffers = new GradientBuffers(Length);
        var sum = new StepSum(buffers);
        Memory<float>[] taken = [.. Enumerable.Range(0, 5).Select(_ => buffers.Take())];
        for (var i = 0; i < 5; i++) sum.Add(new Minibatch(i / 2, 0, 0, 2, 1), new NodeSum(new TreeNode(i % 2, i % 2 + 1), taken[i], 0, 0));
        sum.Close();
        sum.Release();
        Assert.Equal((0, 0), (sum.Count, sum.Samples));
        Assert.True(taken.ToHashSet().SetEquals([.. Enumerable.Range(0, 5).Select(_ => buffers.Take())]));
    }

    private static StepSum Of(int microbatches, params (NodeSum Sum, float Weight)[] sums)
    {
        var step = new StepSum();
        foreach (var (sum, weight) in sums) step.Add(new Minibatch(0, 0, 0, microbatches, 1), sum, weight);
        step.Close();
        return step;
    }

    private static NodeSum Sum(int microbatch, float value)
    {
        var gradient = new float[Length];
        Array.Fill(gradient, value);
        return new NodeSum(new TreeNode(microbatch, microbatch + 1), gradient, microbatch, 0);
    }

    private static float[] SumOf(StepSum sum) => sum.Root(0, new float[Length]).ToArray();
}

using ActorBackprop.Learning.Gradients;
using CsCheck;

namespace ActorBackprop.Learning.Tests.Gradients;

public sealed class GradientFoldTests
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

            Assert.Equal(expected, SumOf(GradientFold.Of(sums, given.microbatches, _ => 1)));
        });

    [Fact]
    public void Some_gradients_of_a_minibatch_are_added_by_halving_their_list()
    {
        // 2^24 + 1 is 2^24 in single precision: only in this order is the sum 2^24 + 2.
        float[] values = [16777216, 0, 1, 1];
        var sums = values.Select((value, i) => Sum(i, value)).ToArray();

        var sum = SumOf(GradientFold.Of(sums, microbatches: 7, _ => 1));

        Assert.All(sum, number => Assert.Equal(16777218f, number));
    }

    [Fact]
    public void Each_gradient_counts_what_it_weighs()
    {
        var fold = GradientFold.Of([Sum(0, 8), Sum(1, 8)], microbatches: 2, place => place == 0 ? 1 : 0.25f);

        Assert.All(SumOf(fold), number => Assert.Equal(10f, number));
        Assert.Equal(0 + 1, fold.Cost); // costs are reported, and so not weighed
    }

    [Fact]
    public void Minibatches_are_added_in_their_order()
    {
        var (one, two, three) = (Fold(16777216), Fold(1), Fold(1));

        Assert.Equal(16777216f, SumOf(GradientFold.Of([one, two, three]))[0]); // (2^24 + 1) + 1, each rounded to even
        Assert.Equal(16777218f, SumOf(GradientFold.Of([two, three, one]))[0]);

        static GradientFold Fold(float value) => GradientFold.Of([Sum(0, value)], 1, _ => 1);
    }

    private static NodeSum Sum(int microbatch, float value)
    {
        var gradient = new float[Length];
        Array.Fill(gradient, value);
        return new NodeSum(new TreeNode(microbatch, microbatch + 1), gradient, microbatch, 0);
    }

    private static float[] SumOf(GradientFold fold)
    {
        var sum = new float[Length];
        fold.Sum(0, sum);
        return sum;
    }
}

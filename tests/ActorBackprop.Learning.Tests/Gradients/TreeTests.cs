using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Tests.Support;

namespace ActorBackprop.Learning.Tests.Gradients;

public sealed class TreeTests
{
    [Fact]
    public void Parts_are_every_microbatch_once_and_nearly_even()
    {
        for (var microbatches = 1; microbatches <= 70; microbatches++)
            for (var count = 1; count <= 20; count++)
            {
                var parts = Part.Cut(microbatches, count);
                Assert.Equal(Math.Min(microbatches, count), parts.Length);
                Assert.Equal(Enumerable.Range(0, microbatches), parts.SelectMany(part => Enumerable.Range(part.From, part.To - part.From)));
                Assert.InRange(parts.Max(Size) - parts.Min(Size), 0, 1);
            }
        static int Size(Part part) => part.To - part.From;
    }

    [Fact]
    public void Two_four_eight_and_sixteen_parts_are_one_node_each()
    {
        for (var microbatches = 1; microbatches <= 200; microbatches++)
            for (var count = 1; count <= Math.Min(16, microbatches); count *= 2)
                Assert.All(Part.Cut(microbatches, count), part => Assert.Single(part.Nodes(microbatches)));
    }

    [Fact]
    public void The_nodes_of_a_part_cover_it_from_left_to_right_and_are_the_fewest()
    {
        for (var microbatches = 1; microbatches <= 40; microbatches++)
        {
            var all = NodesOf(0, microbatches).ToHashSet();
            for (var from = 0; from < microbatches; from++)
                for (var to = from + 1; to <= microbatches; to++)
                {
                    var nodes = new Part(from, to).Nodes(microbatches);
                    Assert.All(nodes, node => Assert.Contains((node.From, node.To), all));
                    Assert.Equal(Enumerable.Range(from, to - from), nodes.SelectMany(node => Enumerable.Range(node.From, node.To - node.From)));
                    // were two of them the halves of one node, that node would have been taken
                    Assert.All(nodes.Zip(nodes.Skip(1)), pair => Assert.False(
                        all.Contains((pair.First.From, pair.Second.To)) && Middle(pair.First.From, pair.Second.To) == pair.First.To));
                }
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_part_is_summed_only_by_the_sums_of_its_nodes_from_left_to_right(bool apart)
    {
        for (var microbatches = 1; microbatches <= 12; microbatches++)
            for (var from = 0; from < microbatches; from++)
                for (var to = from + 1; to <= microbatches; to++)
                {
                    var part = new Part(from, to);
                    var minibatch = new Minibatch(0, 0, 0, microbatches, 1) { AreMicrobatchesApart = apart };
                    var (nodes, fewest) = (part.Nodes(minibatch), part.Nodes(microbatches));
                    Assert.Equal(apart ? [.. Enumerable.Range(from, to - from).Select(first => new TreeNode(first, first + 1))] : fewest, nodes);
                    Assert.Equal(nodes.SequenceEqual(fewest), IsSummedBy(fewest));
                    Assert.True(IsSummedBy(nodes));
                    Assert.False(IsSummedBy([]));
                    Assert.False(IsSummedBy(nodes[1..]));
                    Assert.False(IsSummedBy(nodes[..^1]));
                    Assert.False(IsSummedBy([.. nodes, nodes[^1]]));
                    Assert.False(IsSummedBy([.. nodes, new TreeNode(to, to + 1)]));
                    Assert.Equal(nodes.Length == 1, IsSummedBy([.. nodes.Reverse()]));
                    for (var i = 0; i < nodes.Length; i++)
                    {
                        var node = nodes[i];
                        if (!node.IsLeaf) Assert.False(IsSummedBy([.. nodes[..i], node.Left, node.Right, .. nodes[(i + 1)..]]));
                        Assert.False(IsSummedBy([.. nodes[..i], node with { To = node.To + 1 }, .. nodes[(i + 1)..]]));
                        Assert.False(IsSummedBy([.. nodes[..i], node with { From = node.From - 1 }, .. nodes[(i + 1)..]]));
                        Assert.False(IsSummedBy([.. nodes[..i], node with { To = node.From }, .. nodes[i..]]));
                    }
                    bool IsSummedBy(TreeNode[] nodes) => part.IsSummedBy([.. nodes.Select(node => new NodeSum(node, default, 0, 0))], minibatch);
                }
    }

    [Fact]
    public void Any_cut_and_any_order_of_arrival_give_the_bits_of_the_recursion()
    {
        var random = new Random(9);
        for (var trial = 0; trial < 60; trial++)
        {
            var (microbatches, length) = (random.Next(1, 40), 8 * random.Next(1, 600));
            var leaves = Enumerable.Range(0, microbatches).Select(_ => Some.Floats(random, length, 1000)).ToArray();
            var expected = Recursion(leaves, 0, microbatches);
            var parts = Part.Cut(microbatches, random.Next(1, 12));
            var sums = parts.SelectMany(part => part.Nodes(microbatches))
                .Select(node => new NodeSum(node, Recursion(leaves, node.From, node.To), node.From * 0.1, 1)).ToArray();
            random.Shuffle(sums);
            var minibatch = new MinibatchSum();
            minibatch.Begin(microbatches);
            foreach (var sum in sums)
            {
                Assert.False(minibatch.IsComplete);
                minibatch.Add(sum);
            }
            Assert.True(minibatch.IsComplete);
            var average = new float[length];
            Assert.True(minibatch.Average(7, average));
            Assert.Equal(expected.Select(x => x / 7), average);
            Assert.Equal(sums.Length, minibatch.Totals().Correct);
        }
    }

    [Fact]
    public void Halves_added_on_arrival_give_the_same_bits_and_return_every_buffer_once()
    {
        var random = new Random(10);
        for (var trial = 0; trial < 60; trial++)
        {
            var (microbatches, length) = (random.Next(1, 70), 8 * random.Next(1, 400));
            var leaves = Enumerable.Range(0, microbatches).Select(_ => Some.Floats(random, length, 1000)).ToArray();
            var expected = Recursion(leaves, 0, microbatches);
            var nodes = Part.Cut(microbatches, random.Next(1, 80)).SelectMany(part => part.Nodes(microbatches)).ToArray();
            random.Shuffle(nodes);
            var buffers = new GradientBuffers(length);
            var minibatch = new MinibatchSum(buffers);
            minibatch.Begin(microbatches);
            var given = new HashSet<Memory<float>>(); // equal where they are the same memory
            foreach (var node in nodes)
            {
                var gradient = buffers.Take();
                given.Add(gradient);
                Recursion(leaves, node.From, node.To).CopyTo(gradient.Span);
                minibatch.Add(new NodeSum(node, gradient, node.From * 0.1, 1));
            }
            var average = new float[length];
            Assert.True(minibatch.IsComplete && minibatch.Average(7, average));
            Assert.Equal(expected.Select(x => x / 7), average);
            Assert.Equal(nodes.Length, minibatch.Totals().Correct);

            minibatch.Release();
            var back = Enumerable.Range(0, given.Count).Select(_ => buffers.Take()).ToArray();
            Assert.True(given.SetEquals(back), $"trial {trial}: a buffer was lost, or came back twice");
            Assert.DoesNotContain(buffers.Take(), given);
        }
    }

    [Fact]
    public void A_thousand_gradients_in_tree_order_need_as_many_buffers_as_the_tree_is_high()
    {
        var buffers = new GradientBuffers(8);
        var minibatch = new MinibatchSum(buffers);
        minibatch.Begin(1000);
        var taken = new HashSet<Memory<float>>(); // equal where they are the same memory
        for (var microbatch = 0; microbatch < 1000; microbatch++)
        {
            var gradient = buffers.Take();
            taken.Add(gradient);
            minibatch.Add(new NodeSum(new TreeNode(microbatch, microbatch + 1), gradient, 0, 0));
        }
        Assert.InRange(taken.Count, 2, 12);
    }

    [Fact]
    public void A_node_that_overlaps_or_is_not_in_the_tree_is_refused()
    {
        var minibatch = new MinibatchSum();
        minibatch.Begin(5);
        minibatch.Add(Sum(0, 3));
        Assert.Throws<ArgumentException>(() => minibatch.Add(Sum(0, 3)));
        Assert.Throws<ArgumentException>(() => minibatch.Add(Sum(2, 3)));
        Assert.Throws<ArgumentException>(() => minibatch.Add(Sum(3, 6)));
        Assert.Throws<InvalidOperationException>(() => minibatch.Average(1, new float[8]));
        Assert.Throws<ArgumentException>(() => minibatch.Add(Sum(0, 5))); // it has one of its halves
        Assert.Throws<ArgumentException>(() => minibatch.Add(Sum(-1, 1)));
        Assert.Throws<ArgumentException>(() => minibatch.Add(Sum(4, 4)));
        minibatch.Begin(6);
        Assert.Throws<ArgumentException>(() => minibatch.Add(Sum(2, 4))); // halves of 6 are [0, 3) and [3, 6)
        minibatch.Add(Sum(3, 6)); // what was in before is forgotten
        minibatch.Add(Sum(0, 3));
        minibatch.Begin(3);
        minibatch.Add(Sum(0, 3));
        static NodeSum Sum(int from, int to) => new(new TreeNode(from, to), new float[8], 0, 0);
    }

    [Theory]
    [InlineData(float.NaN), InlineData(float.PositiveInfinity), InlineData(float.NegativeInfinity)]
    public void An_average_that_is_not_finite_is_reported(float poison)
    {
        for (var place = 0; place < 4096; place += 255)
        {
            var gradient = new float[4096];
            gradient[place] = poison;
            var minibatch = new MinibatchSum();
            minibatch.Begin(1);
            minibatch.Add(new NodeSum(new TreeNode(0, 1), gradient, 0, 0));
            Assert.False(minibatch.Average(1, new float[4096]));
        }
    }

    [Fact]
    public void A_parts_sums_are_its_microbatches_sums_added_over_the_tree()
    {
        var (plan, data) = (Some.Plan(samples: 53, minibatch: 53, microbatch: 4), Some.Data(53));
        var buffers = new GradientBuffers(plan.Network.ParameterLength);
        var gradient = new PartGradient(plan.Network, data, new SampleOrder(1, 53), buffers, 4);
        var minibatch = Minibatch.Of(plan, 0);
        var parameters = Some.Parameters(new Random(1), plan.Network);
        var leaves = Enumerable.Range(0, 14).Select(m => Assert.Single(gradient.Compute(parameters, minibatch, new Part(m, m + 1)))).ToArray();
        foreach (var part in new[] { new Part(0, 14), new Part(0, 7), new Part(3, 12), new Part(13, 14), new Part(5, 9) })
            foreach (var sum in gradient.Compute(parameters, minibatch, part))
            {
                Assert.Equal(Recursion([.. leaves.Select(leaf => leaf.Gradient.ToArray())], sum.Node.From, sum.Node.To), sum.Gradient.ToArray());
                Assert.Equal(leaves[sum.Node.From..sum.Node.To].Sum(leaf => leaf.Correct), sum.Correct);
            }
    }

    [Theory, InlineData(1), InlineData(2)] // before anything, and half-way
    public void A_cancelled_part_is_abandoned_and_the_next_one_has_its_usual_bits(int buffer)
    {
        var (plan, data) = (Some.Plan(samples: 600, minibatch: 600, microbatch: 4), Some.Data(600)); // more than is computed in one pass
        using var cancel = new CancellationTokenSource();
        var taken = 0;
        var buffers = new WatchedBuffers(plan.Network.ParameterLength, () =>
        {
            if (++taken == buffer) cancel.Cancel();
        });
        var gradient = new PartGradient(plan.Network, data, new SampleOrder(1, 600), buffers, 4);
        var (minibatch, parameters) = (Minibatch.Of(plan, 0), Some.Parameters(new Random(1), plan.Network));

        Assert.Throws<OperationCanceledException>(() => gradient.Compute(parameters, minibatch, new Part(0, 150), cancel.Token));

        Assert.Equal(buffer, taken); // it went no further
        var fresh = new PartGradient(plan.Network, data, new SampleOrder(1, 600), new GradientBuffers(plan.Network.ParameterLength), 4);
        Assert.Equal(Assert.Single(fresh.Compute(parameters, minibatch, new Part(0, 150))).Gradient.ToArray(),
            Assert.Single(gradient.Compute(parameters, minibatch, new Part(0, 150), CancellationToken.None)).Gradient.ToArray());
    }

    private sealed class WatchedBuffers(int length, Action taken) : IGradientBuffers
    {
        public Memory<float> Take()
        {
            taken();
            return new float[length];
        }

        public void GiveBack(Memory<float> buffer)
        {
        }
    }

    /// <summary>The tree as the documentation tells it: [lo, hi) splits at lo + ⌈(hi − lo) / 2⌉.</summary>
    private static float[] Recursion(float[][] leaves, int lo, int hi) => hi - lo == 1
        ? leaves[lo]
        : [.. Recursion(leaves, lo, Middle(lo, hi)).Zip(Recursion(leaves, Middle(lo, hi), hi), (left, right) => left + right)];

    private static IEnumerable<(int, int)> NodesOf(int lo, int hi) => hi - lo == 1
        ? [(lo, hi)]
        : [(lo, hi), .. NodesOf(lo, Middle(lo, hi)), .. NodesOf(Middle(lo, hi), hi)];

    private static int Middle(int lo, int hi) => lo + (int)Math.Ceiling((hi - lo) / 2.0);
}

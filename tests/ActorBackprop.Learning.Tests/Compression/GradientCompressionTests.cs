using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Tests.Support;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Tests.Compression;

public sealed class GradientCompressionTests
{
    private static readonly TrainingPlan Plan = Some.Plan(samples: 26, minibatch: 10, microbatch: 3, epochs: 9); // 4, 4 and 2 microbatches

    public static TheoryData<string> Feeding => ["one-bit", "top-k"];

    [Theory, MemberData(nameof(Feeding))]
    public void Sent_gradients_plus_residuals_are_the_computed_gradients(string name)
    {
        var plan = With(name);
        var residuals = new Residuals(plan);
        var compression = new GradientCompression(plan, residuals, keepsBytes: false);
        var (computed, sent) = (new double[4, Plan.Network.ParameterLength], new double[4, Plan.Network.ParameterLength]);
        for (var step = 0; step < plan.Steps; step++)
        {
            var minibatch = Minibatch.Of(plan, step);
            var sums = Sums(minibatch, new Part(0, minibatch.Microbatches), seed: step);
            Add(computed, sums);
            Add(sent, compression.Compress(minibatch, new Part(0, minibatch.Microbatches), step, sums));
            for (var place = 0; place < 4; place++)
                Assert.All(residuals.After(step + 1)[place], (left, i) => Assert.Equal(computed[place, i], sent[place, i] + left, 1e-4));
        }
        Assert.Contains(residuals.After(plan.Steps), residual => residual.Any(left => Math.Abs(left) > 0.1)); // else nothing was left out

        static void Add(double[,] totals, NodeSum[] sums)
        {
            foreach (var sum in sums)
                for (var i = 0; i < sum.Gradient.Length; i++) totals[sum.Node.From, i] += sum.Gradient.Span[i];
        }
    }

    [Theory, InlineData("float16"), InlineData("qsgd"), InlineData("one-bit"), InlineData("top-k")]
    public void No_byte_depends_on_which_worker_compresses_a_microbatch_or_how_often(string name)
    {
        var plan = With(name);
        var (one, other) = (Residuals(plan), Residuals(plan));
        var alone = new GradientCompression(plan, one, keepsBytes: true);
        GradientCompression[] several = [.. Enumerable.Range(0, 3).Select(_ => new GradientCompression(plan, other, keepsBytes: true))];
        for (var step = 0; step < plan.Steps; step++)
        {
            var minibatch = Minibatch.Of(plan, step);
            var whole = alone.Compress(minibatch, new Part(0, minibatch.Microbatches), step, Sums(minibatch, new Part(0, minibatch.Microbatches), step));
            foreach (var (part, number) in Part.Cut(minibatch.Microbatches, 2).Reverse().Select((part, number) => (part, number)))
            {
                var first = several[(step + number) % 3].Compress(minibatch, part, step, Sums(minibatch, part, step));
                var again = several[(step + number + 1) % 3].Compress(minibatch, part, step, Sums(minibatch, part, step)); // dealt twice
                for (var i = 0; i < first.Length; i++)
                {
                    var expected = whole[part.From + i];
                    Assert.Equal(expected.Encoded.ToArray(), first[i].Encoded.ToArray());
                    Assert.Equal(expected.Encoded.ToArray(), again[i].Encoded.ToArray());
                    Assert.Equal(expected.Gradient.ToArray(), again[i].Gradient.ToArray());
                    Assert.Equal((expected.Node, expected.Bytes), (again[i].Node, again[i].Encoded.Length));
                }
            }
        }
    }

    [Theory, InlineData("qsgd"), InlineData("top-k")]
    public void The_bytes_decode_to_the_gradient_that_replaced_the_original(string name)
    {
        var plan = With(name);
        var minibatch = Minibatch.Of(plan, 0);
        var sums = new GradientCompression(plan, Residuals(plan), keepsBytes: true).Compress(minibatch, new Part(0, 4), 0, Sums(minibatch, new Part(0, 4), 1));
        foreach (var sum in sums)
        {
            var read = new float[plan.Network.ParameterLength];
            Array.Fill(read, 5);
            Assert.True(GradientCompression.TryDecode(plan, sum.Encoded.Span, read));
            Assert.Equal(read, sum.Gradient.ToArray());
            Assert.Equal(read, CanonicalOrder.ToMemory(plan.Network, CanonicalOrder.FromMemory(plan.Network, read)));
        }
        Assert.False(GradientCompression.TryDecode(plan, sums[0].Encoded.Span[1..], new float[plan.Network.ParameterLength]));
    }

    [Fact]
    public void A_part_of_an_older_step_changes_no_residual()
    {
        var plan = With("top-k");
        var residuals = new Residuals(plan);
        var compression = new GradientCompression(plan, residuals, keepsBytes: false);
        Compress(step: 0);
        Compress(step: 1);
        var before = residuals.After(2);
        Compress(step: 0);
        Assert.Equal(before, residuals.After(2));

        void Compress(int step) => compression.Compress(Minibatch.Of(plan, step), new Part(0, 4), step, Sums(Minibatch.Of(plan, step), new Part(0, 4), step));
    }

    /// <summary>A repeated gradient may have read parameters that were overwritten meanwhile: it is refused and must leave no trace.</summary>
    [Fact]
    public void A_workers_own_residuals_follow_it_from_part_to_part_and_count_once()
    {
        var plan = With("top-k") with { Compression = new CompressionOptions(new TopK(0.1)) { HasWorkerResiduals = true } };
        var compression = new GradientCompression(plan, null, keepsBytes: false);
        var left = new float[2][]; // by the microbatch's place in the part
        for (var place = 0; place < 2; place++) left[place] = new float[plan.Network.ParameterCount];
        (int Step, Part Part, long Version)[] parts =
            [(0, new(0, 2), 0), (3, new(2, 4), 0), (1, new(1, 3), 2), (1, new(1, 3), 3), (4, new(3, 4), 3), (0, new(2, 4), 4)];
        foreach (var (work, number) in parts.Select((work, number) => (work, number)))
        {
            var sums = Sums(Minibatch.Of(plan, work.Step), work.Part, number);
            var computed = sums.Select(sum => CanonicalOrder.FromMemory(plan.Network, sum.Gradient.Span)).ToArray();
            var sent = Compress(work, sums);
            for (var place = 0; place < sent.Length; place++)
            {
                var read = CanonicalOrder.FromMemory(plan.Network, sent[place].Gradient.Span);
                Assert.Equal(Math.Round(0.1 * read.Length), read.Count(value => value != 0));
                for (var i = 0; i < read.Length; i++)
                {
                    var value = computed[place][i] + left[place][i];
                    Assert.True(read[i] == value || read[i] == 0, $"part {number}: {read[i]} of {value}");
                    left[place][i] = value - read[i];
                }
            }
            foreach (var old in parts.Take(number + 1)) Compress(old, Sums(Minibatch.Of(plan, old.Step), old.Part, seed: 99));
        }

        NodeSum[] Compress((int Step, Part Part, long Version) work, NodeSum[] sums) =>
            compression.Compress(Minibatch.Of(plan, work.Step), work.Part, work.Version, sums);
    }

    [Theory, MemberData(nameof(Feeding))]
    public void A_gradient_that_is_not_finite_leaves_no_trace_when_it_is_computed_again(string name)
    {
        var plan = With(name);
        var (one, other) = (new Residuals(plan), new Residuals(plan));
        foreach (var residuals in new[] { one, other })
        {
            var compression = new GradientCompression(plan, residuals, keepsBytes: false);
            for (var step = 0; step < 2; step++)
            {
                var (minibatch, part) = (Minibatch.Of(plan, step), new Part(0, 4));
                if (residuals == other)
                {
                    var broken = Sums(minibatch, part, step);
                    broken[2].Gradient.Span[0] = float.NaN;
                    Assert.False(compression.Compress(minibatch, part, step, broken)[2].IsFinite);
                }
                Assert.All(compression.Compress(minibatch, part, step, Sums(minibatch, part, step)), sum => Assert.True(sum.IsFinite));
            }
        }
        Assert.Equal(one.After(2), other.After(2));
    }

    internal static TrainingPlan With(string name) => Plan with
    {
        Compression = new CompressionOptions(name switch
        {
            "float16" => new Float16(),
            "qsgd" => new Qsgd(),
            "one-bit" => new OneBit(),
            _ => new TopK(0.1),
        }),
    };

    private static Residuals? Residuals(TrainingPlan plan) => plan.HasResiduals ? new Residuals(plan) : null;

    private static NodeSum[] Sums(Minibatch minibatch, Part part, int seed) => [.. Enumerable.Range(part.From, part.To - part.From).Select(place =>
        new NodeSum(new TreeNode(place, place + 1), Some.Parameters(new Random(100 * seed + place), Plan.Network), place, 1))];
}

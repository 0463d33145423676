using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Tests.Support;

namespace ActorBackprop.Learning.Tests.Gradients;

/// <summary>A minibatch's gradient against "The order of additions" of docs/architecture.md in plain loops over single floats, bit for bit.</summary>
public sealed class OrderOfAdditionsTests
{
    /// <summary>Small ones at once; 300 samples are more than are computed at once; wide layers have many tiles and panels.</summary>
    [Theory]
    [InlineData(1, 1, 9, 5), InlineData(10, 2, 30, 10), InlineData(23, 5, 47, 9), InlineData(300, 7, 20, 33), InlineData(64, 8, 300, 72)]
    public void A_minibatchs_gradient_is_these_sums_in_this_order(int samples, int microbatch, int first, int second)
    {
        var network = new Network([16, first, second, 3], [Activation.Relu, Activation.Relu, Activation.Identity], Cost.Quadratic);
        var data = Some.Data(samples);
        var random = new Random(samples);
        var canonical = Some.Floats(random, network.ParameterCount, 0.4f);
        var order = new SampleOrder(3, samples);
        var minibatch = new Minibatch(0, 0, 0, samples, microbatch);
        var expected = Tree(0, minibatch.Microbatches);
        foreach (var parts in new[] { 1, 2, 3, 5 })
        {
            var buffers = new GradientBuffers(network.ParameterLength);
            var gradient = new PartGradient(network, data, order, buffers, microbatch);
            var sum = new MinibatchSum();
            sum.Begin(minibatch.Microbatches);
            foreach (var part in Part.Cut(minibatch.Microbatches, parts))
                foreach (var node in gradient.Compute(CanonicalOrder.ToMemory(network, canonical), minibatch, part)) sum.Add(node);
            var found = new float[network.ParameterLength];
            Assert.True(sum.Average(1, found));
            var bits = CanonicalOrder.FromMemory(network, found).Select(BitConverter.SingleToInt32Bits);
            Assert.Equal(-1, Array.FindIndex([.. expected.Select(BitConverter.SingleToInt32Bits).Zip(bits)], pair => pair.First != pair.Second));
        }

        float[] Tree(int lo, int hi) => hi - lo == 1 ? Microbatch(lo)
            : [.. Tree(lo, lo + (hi - lo + 1) / 2).Zip(Tree(lo + (hi - lo + 1) / 2, hi), (left, right) => left + right)];

        float[] Microbatch(int index)
        {
            var sums = new float[network.ParameterCount];
            for (var n = index * microbatch; n < Math.Min((index + 1) * microbatch, samples); n++)
                Add(network, canonical, data, order.Epoch(0)[n], sums);
            return sums;
        }
    }

    private static void Add(Network network, float[] parameters, Dataset data, int index, float[] sums)
    {
        var (a, offset) = (new float[4][], new int[4]);
        a[0] = [.. data.Pixels(index).ToArray().Select(pixel => pixel / 255f)];
        for (var l = 0; l < 3; l++)
        {
            var (inputs, outputs) = (network.Widths[l], network.Widths[l + 1]);
            offset[l + 1] = offset[l] + (inputs + 1) * outputs;
            a[l + 1] = new float[outputs];
            for (var j = 0; j < outputs; j++)
            {
                var s = parameters[offset[l] + outputs * inputs + j];
                for (var k = 0; k < inputs; k++) s = MathF.FusedMultiplyAdd(a[l][k], parameters[offset[l] + j * inputs + k], s);
                a[l + 1][j] = l < 2 && s < 0 ? 0 : s;
            }
        }
        float[] dz = [.. a[3].Select((output, j) => 2 * (output - (j == data.Label(index) ? 1 : 0)))];
        for (var l = 2; l >= 0; l--)
        {
            var (inputs, outputs) = (network.Widths[l], network.Widths[l + 1]);
            var before = new float[inputs];
            for (var j = 0; j < outputs; j++)
            {
                for (var k = 0; k < inputs; k++)
                {
                    var w = offset[l] + j * inputs + k;
                    sums[w] = MathF.FusedMultiplyAdd(a[l][k], dz[j], sums[w]);
                    before[k] = MathF.FusedMultiplyAdd(dz[j], parameters[w], before[k]);
                }
                var b = offset[l] + outputs * inputs + j;
                sums[b] = MathF.FusedMultiplyAdd(1, dz[j], sums[b]);
            }
            dz = [.. before.Select((d, k) => a[l][k] <= 0 ? 0 : d)];
        }
    }
}

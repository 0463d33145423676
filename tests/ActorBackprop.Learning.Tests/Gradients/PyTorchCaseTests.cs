using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Learning.Tests.Support;

namespace ActorBackprop.Learning.Tests.Gradients;

/// <summary>Eighteen networks whose gradients an independent implementation computed.</summary>
public sealed class PyTorchCaseTests
{
    private const double FloatTolerance = 1e-6, DoubleTolerance = 1e-13;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, GradientCase.All.Count)];

    [Fact]
    public void The_file_has_eighteen_cases() => Assert.Equal(18, GradientCase.All.Count);

    [Theory, MemberData(nameof(Cases))]
    public void The_kernels_that_train_agree(int index)
    {
        var (c, network, parameters, samples) = Open(index);
        var work = Some.Fill(network, samples);
        var sum = Some.KernelGradient(network, parameters, samples, work);
        Assert.InRange(GradientCase.Error([.. sum.Select(g => g / samples.Length)], c.ExpectedCanonical), 0, FloatTolerance);

        var outputs = Enumerable.Range(0, samples.Length).SelectMany(n => work.Outputs(n).ToArray()).Select(a => (double)a).ToArray();
        Assert.InRange(GradientCase.Error(outputs, [.. c.Expected.Outputs.SelectMany(a => a)]), 0, FloatTolerance);
        var cost = Backpropagation.Score(work, 0, samples.Length).Cost / samples.Length;
        Assert.InRange(GradientCase.Error([cost], [c.Expected.MeanCost]), 0, FloatTolerance);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_kernels_agree_also_sample_by_sample_added_over_the_tree(int index)
    {
        var (c, network, parameters, samples) = Open(index);
        var minibatch = new MinibatchSum();
        minibatch.Begin(samples.Length);
        for (var n = samples.Length - 1; n >= 0; n--)
        {
            var one = Some.KernelGradient(network, parameters, [samples[n]]);
            var memory = CanonicalOrder.ToMemory(network, Array.ConvertAll(one, g => (float)g));
            minibatch.Add(new NodeSum(new TreeNode(n, n + 1), memory, 0, 0));
        }
        var average = new float[network.ParameterLength];
        Assert.True(minibatch.Average(samples.Length, average));
        var found = Array.ConvertAll(CanonicalOrder.FromMemory(network, average), g => (double)g);
        Assert.InRange(GradientCase.Error(found, c.ExpectedCanonical), 0, FloatTolerance);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_reference_agrees(int index)
    {
        var (c, network, _, samples) = Open(index);
        var reference = new ReferenceNetwork(network, c.Weights, c.Biases);
        var (mean, cost) = reference.MeanGradient(samples);
        double[] outputs = [.. samples.SelectMany(sample => reference.Forward(sample.X).A[^1])];
        Assert.InRange(GradientCase.Error(GradientCase.Canonical(mean.W, mean.B), c.ExpectedCanonical), 0, DoubleTolerance);
        Assert.InRange(GradientCase.Error(outputs, [.. c.Expected.Outputs.SelectMany(a => a)]), 0, DoubleTolerance);
        Assert.InRange(GradientCase.Error([cost], [c.Expected.MeanCost]), 0, DoubleTolerance);
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_bias_that_is_off_by_a_hundredth_is_seen(int index)
    {
        var (c, network, parameters, samples) = Open(index);
        var altered = c.ExpectedCanonical;
        altered[^1] += 0.01;
        var sum = Some.KernelGradient(network, parameters, samples);
        Assert.True(GradientCase.Error([.. sum.Select(g => g / samples.Length)], altered) > FloatTolerance);
    }

    private static (GradientCase Case, Network Network, float[] Parameters, (double[] X, double[] Y)[] Samples) Open(int index)
    {
        var c = GradientCase.All[index];
        var canonical = Array.ConvertAll(GradientCase.Canonical(c.Weights, c.Biases), w => (float)w);
        return (c, c.Network, CanonicalOrder.ToMemory(c.Network, canonical), [.. c.Inputs.Zip(c.Targets)]);
    }
}

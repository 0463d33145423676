using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Learning.Tests.Support;

namespace ActorBackprop.Learning.Tests.Gradients;

public sealed class KernelTests
{
    [Theory]
    [InlineData(1, 1, 1), InlineData(7, 8, 9), InlineData(31, 32, 33), InlineData(64, 10, 3), InlineData(9, 65, 16)]
    public void The_kernels_that_train_agree_with_the_reference(int inputs, int hidden, int outputs)
    {
        foreach (var (activation, last, cost) in new[]
        {
            (Activation.Sigmoid, Activation.Sigmoid, Cost.Quadratic), (Activation.Relu, Activation.Softmax, Cost.SoftmaxCrossEntropy),
            (Activation.Tanh, Activation.Sigmoid, Cost.SigmoidCrossEntropy), (Activation.Identity, Activation.Tanh, Cost.Quadratic),
        })
            foreach (var count in new[] { 1, 2, 3, 5 })
            {
                var random = new Random(inputs * 1000 + count);
                var network = new Network([inputs, hidden, hidden, outputs], [activation, activation, last], cost);
                var canonical = Some.Floats(random, network.ParameterCount, 0.7f);
                var samples = Enumerable.Range(0, count).Select(n => (
                    Array.ConvertAll(Some.Floats(random, inputs), x => (double)x),
                    Enumerable.Range(0, outputs).Select(j => j == n % outputs ? 1.0 : 0.0).ToArray())).ToArray();
                var (mean, expectedCost) = ReferenceNetwork.FromCanonical(network, canonical).MeanGradient(samples);
                var work = Some.Fill(network, samples);
                var found = Some.KernelGradient(network, CanonicalOrder.ToMemory(network, canonical), samples, work);
                var expected = GradientCase.Canonical(mean.W, mean.B);
                if (expected.Max(Math.Abs) < 1e-12) continue; // one softmax output is 1 whatever comes
                Assert.InRange(GradientCase.Error([.. found.Select(g => g / count)], expected), 0, 1e-5);
                Assert.Equal(expectedCost, Backpropagation.Score(work, 0, count).Cost / count, 1e-4);
            }
    }

    [Fact]
    public void A_samples_gradient_does_not_depend_on_what_else_is_in_the_workspace()
    {
        var network = new Network([20, 30, 10], [Activation.Sigmoid, Activation.Sigmoid], Cost.Quadratic);
        var random = new Random(4);
        var parameters = Some.Parameters(random, network);
        var samples = Enumerable.Range(0, 5).Select(n => (
            Array.ConvertAll(Some.Floats(random, 20), x => (double)x), Enumerable.Range(0, 10).Select(j => j == n ? 1.0 : 0.0).ToArray())).ToArray();
        var alone = Some.Fill(network, [samples[3]]);
        Backpropagation.Forward(alone, parameters, 1);
        var among = Some.Fill(network, samples);
        Backpropagation.Forward(among, parameters, 5);
        Assert.Equal(alone.Outputs(0).ToArray(), among.Outputs(3).ToArray()); // another tile, the same bits
    }
}

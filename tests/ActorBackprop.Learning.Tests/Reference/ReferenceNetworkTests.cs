using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Learning.Tests.Support;

namespace ActorBackprop.Learning.Tests.Reference;

/// <summary>The oracle of the kernels, against the definition of the derivative.</summary>
public sealed class ReferenceNetworkTests
{
    [Theory]
    [InlineData(Activation.Sigmoid, Activation.Sigmoid, Cost.Quadratic)]
    [InlineData(Activation.Relu, Activation.Identity, Cost.Quadratic)]
    [InlineData(Activation.Tanh, Activation.Tanh, Cost.Quadratic)]
    [InlineData(Activation.Identity, Activation.Relu, Cost.Quadratic)]
    [InlineData(Activation.Tanh, Activation.Sigmoid, Cost.SigmoidCrossEntropy)]
    [InlineData(Activation.Relu, Activation.Softmax, Cost.SoftmaxCrossEntropy)]
    public void Every_derivative_is_the_central_difference(Activation hidden, Activation last, Cost cost)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var random = new Random(seed);
            var network = new Network([4, 5, 3, 3], [hidden, hidden, last], cost);
            var reference = ReferenceNetwork.FromCanonical(network, Some.Floats(random, network.ParameterCount));
            double[] x = [0.3, -0.7, 0.9, 0.1], y = [0, 1, 0];
            double C() => reference.Cost(reference.Forward(x).A[^1], y);
            var gradient = reference.Backward(reference.Forward(x), y);
            var largest = gradient.W.SelectMany(layer => layer).SelectMany(row => row).Max(Math.Abs);

            void Check(double[] values, double[] derivatives, string what)
            {
                for (var i = 0; i < values.Length; i++)
                {
                    const double Step = 1e-5;
                    var value = values[i];
                    values[i] = value + Step;
                    var above = C();
                    values[i] = value - Step;
                    var below = C();
                    values[i] = value;
                    Assert.True(Math.Abs((above - below) / (2 * Step) - derivatives[i]) < 1e-7 * Math.Max(1, largest), $"seed {seed}: {what}[{i}]");
                }
            }
            for (var l = 0; l < 3; l++)
            {
                for (var j = 0; j < reference.Weights[l].Length; j++) Check(reference.Weights[l][j], gradient.W[l][j], $"W[{l}][{j}]");
                Check(reference.Biases[l], gradient.B[l], $"b[{l}]");
            }
            Check(x, gradient.A[0], "x"); // through all layers: each ∂C/∂a on the way is in it
        }
    }

    [Fact]
    public void The_mean_is_over_the_samples()
    {
        var network = new Network([1, 1], [Activation.Identity], Cost.Quadratic);
        var reference = new ReferenceNetwork(network, [[[2]]], [[1]]);
        var (mean, cost) = reference.MeanGradient([([1], [0]), ([2], [1])]); // a = 3, 5; C = 9, 16; ∂C/∂z = 6, 8
        Assert.Equal((11, 7, 12.5), (mean.W[0][0][0], mean.B[0][0], cost));
    }
}

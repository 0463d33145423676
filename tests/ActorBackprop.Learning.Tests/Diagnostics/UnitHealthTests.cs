using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Diagnostics;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;

namespace ActorBackprop.Learning.Tests.Diagnostics;

public sealed class UnitHealthTests
{
    private const int Images = 40, Pixels = 8;

    private static readonly Dataset Data = new(
        [.. Enumerable.Range(0, Images * Pixels).Select(i => (byte)(i * 37 % 256))],
        [.. Enumerable.Range(0, Images).Select(i => (byte)(i % 3))], 1, Pixels, 3);

    [Fact]
    public void ReLU_units_with_hopeless_biases_are_counted_as_dead()
    {
        var network = new Network([Pixels, 5, 3], [Activation.Relu, Activation.Sigmoid], Cost.Quadratic);
        var health = UnitHealth.Of(network, WithBiases(network, 0, [-99, 0.1f, -99, 0.1f, -99]), Data);
        Assert.Equal(40, health.Images);
        Assert.Equal([new(Activation.Relu, 5, 3), new(Activation.Sigmoid, 3, 0)], health.Layers);
    }

    [Theory]
    [InlineData(Activation.Sigmoid), InlineData(Activation.Tanh)]
    public void Sigmoid_and_tanh_units_far_from_0_are_counted_as_saturated(Activation activation)
    {
        var network = new Network([Pixels, 5, 3], [activation, activation], Cost.Quadratic);
        var health = UnitHealth.Of(network, WithBiases(network, 0, [30, 0, -30, 0, 30]), Data);
        Assert.Equal([new(activation, 5, 3), new(activation, 3, 0)], health.Layers);
        Assert.True(health.Layers[0].IsStuck && !health.Layers[1].IsStuck);
    }

    [Fact]
    public void The_first_layers_gradient_is_the_reference_networks()
    {
        var network = new Network([Pixels, 5, 3], [Activation.Sigmoid, Activation.Softmax], Cost.SoftmaxCrossEntropy);
        var parameters = ParameterInitialization.Draw(network, Initializer.Xavier, 9);
        var health = UnitHealth.Of(network, parameters, Data);
        var reference = ReferenceNetwork.FromCanonical(network, CanonicalOrder.FromMemory(network, parameters));
        var samples = Enumerable.Range(0, Images).Select(i =>
        {
            var y = new double[3];
            y[Data.Label(i)] = 1;
            return ((double[])[.. Data.Pixels(i).ToArray().Select(pixel => pixel / 255.0)], y);
        }).ToList();
        var expected = reference.MeanGradient(samples).Mean.W[0].SelectMany(row => row).Average(Math.Abs);
        Assert.Equal(expected, health.FirstGradient, expected * 1e-4);
        Assert.Equal(reference.Weights[0].SelectMany(row => row).Average(Math.Abs), health.FirstWeight, 1e-6);
        Assert.Equal(new(Activation.Softmax, 3, 0), health.Layers[1]); // softmax is neither dead nor saturated
    }

    private static float[] WithBiases(Network network, int layer, float[] biases)
    {
        var parameters = ParameterInitialization.Draw(network, Initializer.Xavier, 4);
        biases.CopyTo(parameters, network.Layers[layer].BiasesOffset);
        return parameters;
    }
}

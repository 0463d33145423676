using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.GradientCheck;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Tests.GradientCheck;

public sealed class NetworkCheckTests
{
    [Theory]
    [InlineData("1,1,1,1", "sigmoid,sigmoid,sigmoid", Cost.Quadratic, Initializer.Normal)]
    [InlineData("784,30,10", "sigmoid,sigmoid", Cost.Quadratic, Initializer.InverseSqrt)]
    [InlineData("784,30,10", "relu,softmax", Cost.SoftmaxCrossEntropy, Initializer.He)]
    [InlineData("20,9,8,7,3", "tanh,tanh,tanh,sigmoid", Cost.SigmoidCrossEntropy, Initializer.Xavier)]
    [InlineData("6,5,4", "relu,identity", Cost.Quadratic, Initializer.He)]
    [InlineData("5,1", "softmax", Cost.SoftmaxCrossEntropy, Initializer.Normal)]
    public void Backpropagation_agrees_with_central_differences_and_the_kernels_with_it(
        string widths, string activations, Cost cost, Initializer initializer)
    {
        var network = new Network([.. widths.Split(',').Select(int.Parse)], [.. activations.Split(',').Select(Parsed)], cost);
        for (ulong seed = 0; seed < (network.ParameterCount > 1000 ? 1u : 3); seed++)
        {
            var check = NetworkCheck.Of(network, initializer, seed);
            Assert.InRange(check.ReferenceError, 0, 1e-7);
            Assert.InRange(check.KernelError, 0, 1e-5);
        }
    }

    [Fact]
    public void A_large_layer_is_checked_in_part_and_a_small_one_whole()
    {
        var check = NetworkCheck.Of(new Network([50, 30, 4], [Activation.Sigmoid, Activation.Sigmoid], Cost.Quadratic), Initializer.Xavier, 1);
        Assert.Equal([(1530, 120), (124, 104)], check.Layers.Select(layer => (layer.Parameters, layer.Checked)));
        Assert.True(check.Layers.All(layer => layer.Largest > 0));
    }

    [Fact]
    public void A_parameter_whose_ReLU_stands_at_its_kink_is_left_out()
    {
        var network = new Network([1, 1], [Activation.Relu], Cost.Quadratic);
        var reference = new ReferenceNetwork(network, [[[0.5]]], [[-0.5]]);
        Assert.Null(new CentralDifference(network, reference, [([1], [1])], 1e-5).OfBias(0, 0));
        Assert.NotNull(new CentralDifference(network, reference, [([1.1], [1])], 1e-5).OfBias(0, 0));
        Assert.Equal(-0.5, reference.Biases[0][0]);
    }

    /// <summary>C = (w x + b − y)² with w = 3, x = 2, b = 1, y = 4: ∂C/∂w = 2 · 3 · 2, ∂C/∂b = 2 · 3.</summary>
    [Fact]
    public void A_central_difference_is_the_derivative_computed_by_hand()
    {
        var network = new Network([1, 1], [Activation.Identity], Cost.Quadratic);
        var difference = new CentralDifference(network, new ReferenceNetwork(network, [[[3]]], [[1]]), [([2], [4])], 1e-5);
        Assert.Equal(12, difference.OfWeight(0, 0, 0)!.Value, 1e-8);
        Assert.Equal(6, difference.OfBias(0, 0)!.Value, 1e-8);
    }

    [Fact]
    public void The_gradient_check_uses_the_bits_of_training()
    {
        const int Samples = 37;
        var network = new Network([12, 5, 3], [Activation.Tanh, Activation.Softmax], Cost.SoftmaxCrossEntropy);
        var data = new Dataset([.. Enumerable.Range(0, Samples * 12).Select(i => (byte)(i * 151))],
            [.. Enumerable.Range(0, Samples).Select(i => (byte)(i % 3))], 1, 12, 3);
        var (order, size) = (new SampleOrder(5, Samples), TrainingPlan.DefaultMicrobatch(Samples));
        var parameters = ParameterInitialization.Draw(network, Initializer.Xavier, 5);

        var gradient = new PartGradient(network, data, order, new GradientBuffers(network.ParameterLength), size);
        var minibatch = new Minibatch(0, 0, 0, Samples, size);
        var sum = new MinibatchSum();
        sum.Begin(minibatch.Microbatches);
        foreach (var part in gradient.Compute(parameters, minibatch, new Part(0, minibatch.Microbatches))) sum.Add(part);
        var average = new float[network.ParameterLength];
        sum.Average(Samples, average);
        var trained = ReferenceNetwork.FromCanonical(network, CanonicalOrder.FromMemory(network, average));

        var reference = ReferenceNetwork.FromCanonical(network, CanonicalOrder.FromMemory(network, parameters));
        var work = new Workspace(network, 1);
        var samples = order.Epoch(0).ToArray().Select(index =>
        {
            work.Load(0, data, index);
            return (Array.ConvertAll(work.Inputs(0).ToArray(), x => (double)x), Array.ConvertAll(work.Targets(0).ToArray(), y => (double)y));
        }).ToList();
        var checkedOne = KernelGradient.Of(network, reference.Weights, reference.Biases, samples);

        Assert.Equal(trained.Weights, checkedOne.Weights);
        Assert.Equal(trained.Biases, checkedOne.Biases);
        Assert.Equal(sum.Totals().Cost / Samples, checkedOne.MeanCost);
    }

    [Fact]
    public void NaN_is_an_infinite_error()
    {
        RelativeError error = default;
        error.Add(1, 1);
        Assert.Equal(0, error.Value);
        error.Add(1.5, 2);
        Assert.Equal(0.25, error.Value);
        error.Add(double.NaN, 1);
        error.Add(1, 1);
        Assert.Equal(double.PositiveInfinity, error.Value);
        RelativeError ofZero = default;
        ofZero.Add(1e-30, 0);
        Assert.Equal(double.PositiveInfinity, ofZero.Value);
    }

    private static Activation Parsed(string name) => Names.TryParse<Activation>(name, out var value) ? value : throw new ArgumentException(name);
}

using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Explanations;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Tests.Support;

namespace ActorBackprop.Learning.Tests.Explanations;

public sealed class MinibatchExplanationTests
{
    [Fact]
    public void The_mean_is_the_reference_networks_to_the_bit()
    {
        var network = new Network([12, 5, 3], [Activation.Tanh, Activation.Softmax], Cost.SoftmaxCrossEntropy);
        var (_, reference) = Drawn(network);
        var samples = Samples(SomeNetwork.Images(7), [.. Enumerable.Range(0, 7)], 3);
        ParameterName[] watched = [new(2, 1, 4), new(1, 0, null)];
        var mean = MinibatchExplanation.Create(network, reference, samples, samples.Length, watched);
        var (expected, cost) = reference.MeanGradient(samples);

        Assert.Equal(cost, mean.C);
        Assert.Equal(ParameterName.All(network).Select(name => name.In(expected.W, expected.B)), mean.ToCanonical());
        for (var i = 0; i < watched.Length; i++)
        {
            Assert.Equal(watched[i], mean.Watched[i].Name);
            Assert.Equal(7, mean.Watched[i].Wishes.Distinct().Count());
            Assert.Equal(mean.Watched[i].Wishes.Average(), mean.Watched[i].Mean, 1e-16);
        }
    }

    [Theory, InlineData(1), InlineData(10), InlineData(32)]
    public void The_mean_gradient_agrees_with_that_of_training_to_a_millionth(int samples)
    {
        var network = new Network([784, 30, 10], [Activation.Sigmoid, Activation.Sigmoid], Cost.Quadratic);
        var (parameters, reference) = Drawn(network);
        var data = Mnist.All.Training;
        var order = new SampleOrder(seed: 1, data.Count);
        var minibatch = new Minibatch(Step: 0, Epoch: 0, First: 0, samples, MicrobatchSamples: 2);
        var sum = new MinibatchSum();
        sum.Begin(minibatch.Microbatches);
        var part = new PartGradient(network, data, order, new GradientBuffers(network.ParameterLength), microbatchSamples: 2);
        foreach (var node in part.Compute(parameters, minibatch, new Part(0, minibatch.Microbatches))) sum.Add(node);
        var average = new float[network.ParameterLength];
        Assert.True(sum.Average(samples, average));

        var batch = Samples(data, order.Epoch(0)[..samples].ToArray(), 10);
        var mean = MinibatchExplanation.Create(network, reference, batch, samples, []).ToCanonical();
        var trained = CanonicalOrder.FromMemory(network, average);
        var largest = mean.Max(Math.Abs);
        Assert.True(largest > 0.01);
        Assert.InRange(mean.Zip(trained, (g, f) => Math.Abs(g - f)).Max() / largest, 0, 1e-6);
    }

    [Fact]
    public void The_full_gradient_is_the_mean_over_every_sample()
    {
        var network = new Network([12, 5, 3], [Activation.Sigmoid, Activation.Sigmoid], Cost.Quadratic);
        var (parameters, reference) = Drawn(network);
        var data = SomeNetwork.Images(75); // an uneven last microbatch of 32
        var minibatch = MinibatchExplanation.Create(network, reference, Samples(data, [.. Enumerable.Range(0, 75)], 3), 75, []);
        var mean = minibatch.ToCanonical();
        var full = MinibatchExplanation.FullGradient(network, parameters, data);
        var compared = minibatch.ComparedWith(full, 75);

        Assert.Equal(mean.Length, full.Length);
        Assert.InRange(mean.Zip(full, (g, f) => Math.Abs(g - f)).Max() / mean.Max(Math.Abs), 0, 1e-6);
        Assert.Equal(1, compared.Cosine!.Value, 1e-10);
        Assert.Equal(1, compared.LengthRatio!.Value, 1e-6);
        Assert.Equal(75, compared.AllSamples);
    }

    [Fact]
    public void Cosine_and_length_are_those_of_the_plane()
    {
        var compared = Compared([3, 4], [5, 0]);

        Assert.Equal((0.6, 5, 5), (compared.Cosine!.Value, compared.Length!.Value, compared.AllLength!.Value));
        Assert.Equal(2, Compared([0, -2], [0, 1]).LengthRatio);
        Assert.Equal(-1, Compared([0, -2], [0, 1]).Cosine);
        Assert.Equal(0, Compared([0, 0], [0, 1]).Cosine);
    }

    private static MinibatchExplanation Compared(double[] gradient, double[] full) => new MinibatchExplanation
    {
        Samples = 1,
        Watched = [],
        C = 0,
        Layers = [new([[gradient[0]]], [gradient[1]])],
    }.ComparedWith(full, 1);

    private static (float[] Parameters, ReferenceNetwork Reference) Drawn(Network network)
    {
        var parameters = ParameterInitialization.Draw(network, Initializer.InverseSqrt, seed: 3);
        return (parameters, ReferenceNetwork.FromCanonical(network, CanonicalOrder.FromMemory(network, parameters)));
    }

    private static (double[] X, double[] Y)[] Samples(Dataset data, int[] indices, int classes) =>
        [.. indices.Select(index => (
            Array.ConvertAll(data.Pixels(index).ToArray(), pixel => pixel / 255.0),
            Enumerable.Range(0, classes).Select(j => j == data.Label(index) ? 1.0 : 0).ToArray()))];
}

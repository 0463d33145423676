using System.Security.Cryptography;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Tests.Networks;

public sealed class NetworkTests
{
    private static readonly Network Small = new([2, 3, 1], [Activation.Relu, Activation.Sigmoid], Cost.Quadratic);

    [Fact]
    public void Memory_groups_weights_by_input_and_files_group_them_by_output()
    {
        var canonical = Enumerable.Range(1, 13).Select(i => (float)i).ToArray(); // W¹ 3 × 2, b¹ 3, W² 1 × 3, b² 1
        var memory = CanonicalOrder.ToMemory(Small, canonical);
        Assert.Equal([1, 3, 5, 0, 0, 0, 0, 0, 2, 4, 6, 0, 0, 0, 0, 0, 7, 8, 9, 0, 0, 0, 0, 0,
            10, 0, 0, 0, 0, 0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 13, 0, 0, 0, 0, 0, 0, 0], memory);
        Assert.Equal(canonical, CanonicalOrder.FromMemory(Small, memory));
    }

    [Fact]
    public void The_hash_is_of_the_floats_bytes_in_canonical_order()
    {
        var canonical = Enumerable.Range(1, 13).Select(i => i / 3f).ToArray();
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream); // little-endian by its definition
        foreach (var value in canonical) writer.Write(value);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(stream.ToArray())),
            WeightsHash.Compute(Small, CanonicalOrder.ToMemory(Small, canonical)));
    }

    [Theory]
    [InlineData(new[] { 3 }, new Activation[0], Cost.Quadratic, "needs an input and at least one layer")]
    [InlineData(new[] { 3, 0 }, new[] { Activation.Relu }, Cost.Quadratic, "between 1 and")]
    [InlineData(new[] { 3, 2 }, new[] { Activation.Relu, Activation.Relu }, Cost.Quadratic, "as many activations")]
    [InlineData(new[] { 3, 2, 2 }, new[] { Activation.Softmax, Activation.Softmax }, Cost.SoftmaxCrossEntropy, "last layer only")]
    [InlineData(new[] { 3, 2 }, new[] { Activation.Sigmoid }, Cost.SoftmaxCrossEntropy, "needs softmax")]
    [InlineData(new[] { 3, 2 }, new[] { Activation.Softmax }, Cost.Quadratic, "needs the cost softmax-cross-entropy")]
    [InlineData(new[] { 3, 2 }, new[] { Activation.Tanh }, Cost.SigmoidCrossEntropy, "needs sigmoid")]
    [InlineData(new[] { 1 << 20, 1 << 20 }, new[] { Activation.Relu }, Cost.Quadratic, "at most 268435456")]
    public void An_impossible_network_is_refused_with_the_reason(int[] widths, Activation[] activations, Cost cost, string why)
    {
        var failure = Assert.Throws<ArgumentException>(() => new Network(widths, activations, cost));
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Initializer.Normal, 1, 1), InlineData(Initializer.InverseSqrt, 0.05, 1)]
    [InlineData(Initializer.He, 0.0707, 0), InlineData(Initializer.Xavier, 0.05773, 0)]
    public void Weights_and_biases_are_drawn_with_their_deviation(Initializer initializer, double ofWeights, double ofBiases)
    {
        var network = new Network([400, 200, 200], [Activation.Relu, Activation.Relu], Cost.Quadratic);
        var canonical = CanonicalOrder.FromMemory(network, ParameterInitialization.Draw(network, initializer, 3));
        Assert.Equal(ofWeights, Deviation(canonical[..80_000]), ofWeights * 0.02);
        Assert.Equal(ofBiases, Deviation(canonical[80_000..80_200]), 0.15);
        Assert.NotEqual(canonical[0], canonical[80_200]);
        Assert.Equal(canonical, CanonicalOrder.FromMemory(network, ParameterInitialization.Draw(network, initializer, 3)));
        Assert.NotEqual(canonical, CanonicalOrder.FromMemory(network, ParameterInitialization.Draw(network, initializer, 4)));
        static double Deviation(float[] values) => Math.Sqrt(values.Average(x => (double)x * x));
    }

    [Fact]
    public void A_name_is_written_with_hyphens_and_read_back()
    {
        Assert.Equal(["quadratic", "sigmoid-cross-entropy", "softmax-cross-entropy"], Names.All<Cost>());
        Assert.All(Enum.GetValues<Cost>(), cost => Assert.True(Names.TryParse<Cost>(Names.Of(cost), out var found) && found == cost));
        Assert.False(Names.TryParse<Cost>("cross-entropy", out _));
    }
}

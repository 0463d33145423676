using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Explanations;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;

namespace ActorBackprop.Learning.Tests.Explanations;

/// <summary>Networks, samples and data to explain.</summary>
internal static class SomeNetwork
{
    /// <summary>Activation and cost of the last layer: each cost once.</summary>
    public static TheoryData<Activation, Activation, Cost> Kinds => new()
    {
        { Activation.Sigmoid, Activation.Sigmoid, Cost.Quadratic },
        { Activation.Tanh, Activation.Identity, Cost.Quadratic },
        { Activation.Relu, Activation.Sigmoid, Cost.SigmoidCrossEntropy },
        { Activation.Sigmoid, Activation.Softmax, Cost.SoftmaxCrossEntropy },
    };

    public static Explanation Explained(Activation hidden, Activation last, Cost cost, ulong seed = 5)
    {
        var network = new Network([6, 5, 4, 3], [hidden, hidden, last], cost);
        var canonical = CanonicalOrder.FromMemory(network, ParameterInitialization.Draw(network, Initializer.InverseSqrt, seed));
        return new Explanation(network, ReferenceNetwork.FromCanonical(network, canonical), [0.1, 0.9, 0, 1, 0.5, 0.25], [0, 1, 0]);
    }

    /// <summary>Images of 4×3 pixels whose bytes follow no pattern, in three classes.</summary>
    public static Dataset Images(int count) => new(
        [.. Enumerable.Range(0, count * 12).Select(i => (byte)(i * i * 37 + i * 11))],
        [.. Enumerable.Range(0, count).Select(i => (byte)(i * 7 % 3))], rows: 4, columns: 3, classes: 3);
}

using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;

namespace ActorBackprop.Learning.Checking;

/// <summary>
/// The derivative of the samples' mean cost by what it says: (C(w + h) − C(w − h)) / 2h. No chain rule, only forward passes.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="reference">Its numbers; each is changed for a moment and put back.</param>
/// <param name="samples">The samples.</param>
/// <param name="h">How far a parameter is moved to either side.</param>
internal sealed class CentralDifference(
    Network network, ReferenceNetwork reference, IReadOnlyList<(double[] X, double[] Y)> samples, double h)
{
    /// <summary>∂C/∂w of the weight from neuron k to neuron j of layer l; null where a ReLU has its kink on the way.</summary>
    public double? OfWeight(int l, int j, int k) => Of(ref reference.Weights[l][j][k]);

    /// <summary>∂C/∂b of neuron j of layer l; null where a ReLU has its kink on the way.</summary>
    public double? OfBias(int l, int j) => Of(ref reference.Biases[l][j]);

    private double? Of(ref double parameter)
    {
        var value = parameter;
        parameter = value + h;
        var above = Forward();
        parameter = value - h;
        var below = Forward();
        parameter = value;
        for (var n = 0; n < samples.Count; n++)
            if (CrossesKink(above[n], below[n])) return null;
        return (MeanCost(above) - MeanCost(below)) / (2 * h);
    }

    private ReferenceNetwork.Pass[] Forward() => [.. samples.Select(sample => reference.Forward(sample.X))];

    private double MeanCost(ReferenceNetwork.Pass[] passes) =>
        passes.Zip(samples).Sum(pair => reference.Cost(pair.First.A[^1], pair.Second.Y)) / samples.Count;

    private bool CrossesKink(ReferenceNetwork.Pass above, ReferenceNetwork.Pass below)
    {
        for (var l = 0; l < network.Layers.Count; l++)
        {
            if (network.Layers[l].Activation != Activation.Relu) continue;
            for (var j = 0; j < above.Z[l].Length; j++)
                if (above.Z[l][j] > 0 != below.Z[l][j] > 0) return true;
        }
        return false;
    }
}

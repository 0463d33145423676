using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Learning.Explaining;

/// <summary>
/// The gradient of the mean cost over a whole set, by the single-precision kernels that train: the plain loops would take
/// a hundred times as long, and beside a minibatch's noise the rounding is nothing.
/// </summary>
public static class FullGradient
{
    private const int Microbatch = 32;

    /// <summary>Computes it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="parameters">In memory order.</param>
    /// <param name="data">At least one sample.</param>
    /// <returns>In canonical order, [parameters].</returns>
    public static double[] Of(Network network, ReadOnlySpan<float> parameters, Dataset data)
    {
        var minibatch = new Minibatch(Step: 0, Epoch: 0, First: 0, data.Count, Microbatch);
        var gradient = new PartGradient(
            network, data, new SampleOrder(seed: 0, data.Count), new GradientBuffers(network.ParameterLength), Microbatch);
        var sum = new MinibatchSum();
        sum.Begin(minibatch.Microbatches);
        foreach (var node in gradient.Compute(parameters, minibatch, new Part(0, minibatch.Microbatches))) sum.Add(node);
        var average = new float[network.ParameterLength];
        sum.Average(data.Count, average);
        return Array.ConvertAll(CanonicalOrder.FromMemory(network, average), g => (double)g);
    }
}

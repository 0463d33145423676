using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Measuring;

/// <summary>Whether a network can still learn: how many units of each layer no longer react, and how large its gradient is.</summary>
/// <param name="Images">Images it was measured on.</param>
/// <param name="Layers">Each layer behind the input, the last one too.</param>
/// <param name="FirstGradient">Mean |∂C/∂w| over the first layer's weights, of the mean cost of the images.</param>
/// <param name="FirstWeight">Mean |w| over the first layer's weights.</param>
public sealed record UnitHealth(int Images, IReadOnlyList<LayerHealth> Layers, double FirstGradient, double FirstWeight)
{
    private const double SaturatedBelow = 0.04; // of the largest σ′, which is 1/4 for sigmoid and 1 for tanh

    /// <summary>Measures it with the kernels that train.</summary>
    /// <param name="network">The network.</param>
    /// <param name="parameters">In memory order.</param>
    /// <param name="data">At least one image.</param>
    public static UnitHealth Of(Network network, ReadOnlySpan<float> parameters, Dataset data)
    {
        var work = new Workspace(network, data.Count);
        for (var n = 0; n < data.Count; n++) work.Load(n, data, n);
        var gradient = new float[network.ParameterLength];
        Backpropagation.Gradient(work, parameters, data.Count, gradient);
        var layers = network.Layers.Select((layer, l) => new LayerHealth(layer.Activation, layer.Outputs,
            Enumerable.Range(0, layer.Outputs).Count(j => IsStuck(work, l, j, layer.Activation)))).ToArray();
        return new UnitHealth(data.Count, layers, MeanSize(network.Layers[0], gradient) / data.Count, MeanSize(network.Layers[0], parameters));
    }

    private static bool IsStuck(Workspace work, int l, int j, Activation activation) => activation switch
    {
        Activation.Relu => Mean(work, l, j, a => a) == 0,
        Activation.Sigmoid => Mean(work, l, j, a => 4 * a * (1 - a)) < SaturatedBelow,
        Activation.Tanh => Mean(work, l, j, a => 1 - a * a) < SaturatedBelow,
        _ => false,
    };

    private static double Mean(Workspace work, int l, int j, Func<double, double> of)
    {
        var sum = 0.0;
        for (var n = 0; n < work.Capacity; n++) sum += of(work.Activations[l + 1].From(n)[j]);
        return sum / work.Capacity;
    }

    private static double MeanSize(Layer layer, ReadOnlySpan<float> memory)
    {
        var sum = 0.0; // what pads the rows is 0
        foreach (var value in memory.Slice(layer.WeightsOffset, layer.Inputs * layer.Stride)) sum += Math.Abs(value);
        return sum / ((double)layer.Inputs * layer.Outputs);
    }
}

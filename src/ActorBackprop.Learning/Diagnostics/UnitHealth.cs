using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Diagnostics;

/// <summary>Tells whether a network can still learn: how many units of each layer are stuck, and how large its gradient is.</summary>
/// <param name="Images">The number of images it was measured on.</param>
/// <param name="Layers">The layers after the input, the last one included.</param>
/// <param name="FirstGradient">The mean |∂C/∂w| over the first layer's weights, of the mean cost of the images.</param>
/// <param name="FirstWeight">The mean |w| over the first layer's weights.</param>
public sealed record UnitHealth(int Images, IReadOnlyList<LayerHealth> Layers, double FirstGradient, double FirstWeight)
{
    private const double SaturatedBelow = 0.04; // of the largest σ′, which is 1/4 for sigmoid and 1 for tanh

    /// <summary>Measures a network, by the kernels that train.</summary>
    /// <param name="network">The network.</param>
    /// <param name="parameters">Its parameters in memory order.</param>
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
        var sum = 0.0; // the padding of the rows is 0
        foreach (var value in memory.Slice(layer.WeightsOffset, layer.Inputs * layer.Stride)) sum += Math.Abs(value);
        return sum / ((double)layer.Inputs * layer.Outputs);
    }
}

/// <summary>The number of stuck units of a layer.</summary>
/// <param name="Activation">The layer's activation.</param>
/// <param name="Units">The number of units.</param>
/// <param name="Stuck">
/// For ReLU the number of dead units, whose activation is 0 for every image: no gradient reaches their weights. For sigmoid and tanh the
/// number of saturated units, whose σ′ is on average below a 25th of its largest value: for sigmoid a (1 − a) &lt; 0.01. Otherwise 0.
/// </param>
public sealed record LayerHealth(Activation Activation, int Units, int Stuck)
{
    /// <summary>Whether at least half of the units are stuck.</summary>
    public bool IsStuck => Stuck > 0 && Stuck * 2 >= Units;
}

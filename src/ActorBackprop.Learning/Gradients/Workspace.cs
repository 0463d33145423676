using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// The memory one backward pass works in: inputs, targets, and for each layer its activations and ∂C/∂z. Owned by
/// whoever computes; never shared, never sent.
/// </summary>
public sealed class Workspace
{
    /// <summary>Makes room for as many samples as a microbatch may have.</summary>
    public Workspace(Network network, int samples)
    {
        Network = network;
        Capacity = samples;
        Inputs = new float[samples * network.Inputs];
        Targets = new float[samples * network.Outputs];
        WeightedInputs = new float[samples * network.Layers[^1].Stride];
        Ones = [.. Enumerable.Repeat(1f, samples)];
        Activations = [.. network.Layers.Select(layer => new float[samples * layer.Stride])];
        Errors = [.. network.Layers.Select(layer => new float[samples * layer.Stride])];
        Transposed = [.. network.Layers.Select((layer, l) => new float[l == 0 ? 0 : layer.Outputs * Layer.Padded(layer.Inputs)])];
    }

    /// <summary>The network it has room for.</summary>
    public Network Network { get; }

    /// <summary>Samples it has room for.</summary>
    public int Capacity { get; }

    /// <summary>[samples][inputs].</summary>
    public float[] Inputs { get; }

    /// <summary>[samples][outputs].</summary>
    public float[] Targets { get; }

    /// <summary>[samples][stride]: z of the last layer, which the costs need.</summary>
    internal float[] WeightedInputs { get; }

    /// <summary>[samples], each 1.</summary>
    internal float[] Ones { get; }

    /// <summary>[layer][samples][stride]: a = σ(z).</summary>
    internal float[][] Activations { get; }

    /// <summary>[layer][samples][stride]: ∂C/∂a, then ∂C/∂z.</summary>
    internal float[][] Errors { get; }

    /// <summary>[layer][outputs][padded inputs]: Wᵀ of every layer but the first, whose input's gradient nobody needs.</summary>
    internal float[][] Transposed { get; }

    /// <summary>The last layer's activations of a sample, [outputs], as the last forward pass left them.</summary>
    public ReadOnlySpan<float> Outputs(int sample) =>
        Activations[^1].AsSpan(sample * Network.Layers[^1].Stride, Network.Outputs);

    /// <summary>Puts a labelled image in as a sample: pixel / 255, and a target of 1 for its class, 0 for the others.</summary>
    public void Load(int sample, Dataset data, int index)
    {
        var pixels = data.Pixels(index);
        var inputs = Inputs.AsSpan(sample * Network.Inputs, Network.Inputs);
        Elementwise.Unpack(pixels, inputs);
        var targets = Targets.AsSpan(sample * Network.Outputs, Network.Outputs);
        targets.Clear();
        targets[data.Label(index)] = 1;
    }
}

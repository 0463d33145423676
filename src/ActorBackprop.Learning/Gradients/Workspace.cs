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
    private readonly float[] _targets;

    /// <summary>Makes room for as many samples as are computed at once.</summary>
    public Workspace(Network network, int samples)
    {
        Network = network;
        Capacity = samples;
        _targets = new float[samples * network.Outputs];
        WeightedInputs = new Rows(samples, network.Layers[^1].Stride);
        Activations = [.. network.Widths.Select(width => new Rows(samples, Layer.Padded(width + 1)))];
        Errors = [.. network.Layers.Select(layer => new Rows(samples, layer.Stride))];
        for (var n = 0; n < samples; n++) Activations[0].From(n)[network.Inputs] = 1;
    }

    /// <summary>The network it has room for.</summary>
    public Network Network { get; }

    /// <summary>Samples it has room for.</summary>
    public int Capacity { get; }

    /// <summary>z of the last layer, which the costs need.</summary>
    internal Rows WeightedInputs { get; }

    /// <summary>
    /// What layer l reads, the inputs first: a = σ(z) of the layer before. Behind the last of them comes a 1, so that the
    /// biases' gradient is one more row of the weights'.
    /// </summary>
    internal Rows[] Activations { get; }

    /// <summary>[layer]: ∂C/∂a, then ∂C/∂z.</summary>
    internal Rows[] Errors { get; }

    /// <summary>What the products work in.</summary>
    internal ProductMemory Products { get; } = new();

    /// <summary>A sample's inputs, [inputs].</summary>
    public Span<float> Inputs(int sample) => Activations[0].Of(sample, Network.Inputs);

    /// <summary>A sample's targets, [outputs].</summary>
    public Span<float> Targets(int sample) => _targets.AsSpan(sample * Network.Outputs, Network.Outputs);

    /// <summary>The last layer's activations of a sample, [outputs], as the last forward pass left them.</summary>
    public ReadOnlySpan<float> Outputs(int sample) => Activations[^1].Of(sample, Network.Outputs);

    /// <summary>Puts a labelled image in as a sample: pixel / 255, and a target of 1 for its class, 0 for the others.</summary>
    public void Load(int sample, Dataset data, int index)
    {
        Elementwise.Unpack(data.Pixels(index), Inputs(sample));
        var targets = Targets(sample);
        targets.Clear();
        targets[data.Label(index)] = 1;
    }
}

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
    private readonly OwnCost? _own;

    /// <summary>Makes room for as many samples as are computed at once.</summary>
    public Workspace(Network network, int samples)
    {
        Network = network;
        Capacity = samples;
        _targets = new float[samples * network.Outputs];
        _own = network.OwnCost is null ? null : new OwnCost(network.OwnCost, network.Layers[^1]);
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

    /// <summary>C of a sample, as the last forward pass left it.</summary>
    internal double CostOf(int sample) => _own is null
        ? CostKernels.Of(Network.Cost, WeightedInputs.Of(sample, Network.Outputs), Outputs(sample), Targets(sample))
        : _own.Of(Outputs(sample), Targets(sample));

    /// <summary>∂C/∂z of the last layer of a sample, where the backward pass begins.</summary>
    internal void BeginAtOutputs(int sample)
    {
        var last = Network.Layers[^1];
        var a = Activations[^1].Of(sample, last.Stride);
        var d = Errors[^1].Of(sample, last.Stride);
        if (_own is not null)
        {
            _own.Differentiate(a, Targets(sample), d);
            return;
        }
        CostKernels.Differentiate(Network.Cost, Outputs(sample), Targets(sample), d[..last.Outputs]);
        if (Network.Cost == Cost.Quadratic) Elementwise.Differentiate(last.Activation, a, d);
    }

    /// <summary>Puts a labelled image in as a sample, and a target of 1 for its class, 0 for the others.</summary>
    public void Load(int sample, Dataset data, int index)
    {
        data.CopyTo(index, Inputs(sample));
        var targets = Targets(sample);
        targets.Clear();
        targets[data.Label(index)] = 1;
    }
}

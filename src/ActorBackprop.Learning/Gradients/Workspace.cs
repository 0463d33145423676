using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// The memory of a forward and backward pass: inputs, targets, and for each layer its activations and ∂C/∂z. Owned by
/// the thread that computes; never shared, never sent.
/// </summary>
public sealed class Workspace
{
    private readonly float[] _targets;
    private readonly CustomCost? _custom;

    /// <summary>Allocates memory for the samples that are computed at once.</summary>
    public Workspace(Network network, int samples)
    {
        Network = network;
        Capacity = samples;
        _targets = new float[samples * network.Outputs];
        _custom = network.CustomCost is null ? null : new CustomCost(network.CustomCost, network.Layers[^1]);
        WeightedInputs = new Rows(samples, network.Layers[^1].Stride);
        Activations = [.. network.Widths.Select(width => new Rows(samples, Layer.Padded(width + 1)))];
        Errors = [.. network.Layers.Select(layer => new Rows(samples, layer.Stride))];
        for (var n = 0; n < samples; n++) Activations[0].From(n)[network.Inputs] = 1;
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>The most samples of a pass.</summary>
    public int Capacity { get; }

    /// <summary>z of the last layer, which the costs need.</summary>
    internal Rows WeightedInputs { get; }

    /// <summary>
    /// What layer l reads, the inputs first: a = σ(z) of the layer before. After the last of them comes a 1, so that the
    /// biases' gradient is one more row of the weights'.
    /// </summary>
    internal Rows[] Activations { get; }

    /// <summary>[layer]: ∂C/∂a, then ∂C/∂z.</summary>
    internal Rows[] Errors { get; }

    /// <summary>The memory of the products.</summary>
    internal ProductMemory Products { get; } = new();

    /// <summary>Returns a sample's inputs, [inputs].</summary>
    public Span<float> Inputs(int sample) => Activations[0].Of(sample, Network.Inputs);

    /// <summary>Returns a sample's targets, [outputs].</summary>
    public Span<float> Targets(int sample) => _targets.AsSpan(sample * Network.Outputs, Network.Outputs);

    /// <summary>Returns the last layer's activations of a sample, [outputs], after the last forward pass.</summary>
    public ReadOnlySpan<float> Outputs(int sample) => Activations[^1].Of(sample, Network.Outputs);

    /// <summary>Returns C of a sample after the last forward pass.</summary>
    internal double CostOf(int sample) => _custom is null
        ? CostKernels.Of(Network.Cost, WeightedInputs.Of(sample, Network.Outputs), Outputs(sample), Targets(sample))
        : _custom.Of(Outputs(sample), Targets(sample));

    /// <summary>Computes ∂C/∂z of a sample's last layer, where the backward pass begins.</summary>
    internal void BeginAtOutputs(int sample)
    {
        var last = Network.Layers[^1];
        var a = Activations[^1].Of(sample, last.Stride);
        var d = Errors[^1].Of(sample, last.Stride);
        if (_custom is not null)
        {
            _custom.Differentiate(a, Targets(sample), d);
            return;
        }
        CostKernels.Differentiate(Network.Cost, Outputs(sample), Targets(sample), d[..last.Outputs]);
        if (Network.Cost == Cost.Quadratic) Elementwise.Differentiate(last.Activation, a, d);
    }

    /// <summary>Loads a labelled image as a sample, with a target of 1 for its class, 0 for the others.</summary>
    public void Load(int sample, Dataset data, int index)
    {
        data.CopyTo(index, Inputs(sample));
        var targets = Targets(sample);
        targets.Clear();
        targets[data.Label(index)] = 1;
    }
}

/// <summary>
/// A matrix of a workspace, one row for each sample. Rows begin an odd number of cache lines apart: at a power of two the
/// same column of all rows would compete for one cache set.
/// </summary>
internal sealed class Rows
{
    private const int Line = 16;

    private readonly Memory<float> _floats;

    /// <summary>Allocates the rows, all 0.</summary>
    /// <param name="samples">The number of rows.</param>
    /// <param name="width">The floats needed in each row.</param>
    public Rows(int samples, int width)
    {
        Stride = ((width + Line - 1) / Line | 1) * Line;
        _floats = AlignedMemory.Allocate(samples * Stride);
    }

    /// <summary>The floats from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>Returns the floats from a sample's row on.</summary>
    public Span<float> From(int sample) => _floats.Span[(sample * Stride)..];

    /// <summary>Returns the first floats of a sample's row.</summary>
    public Span<float> Of(int sample, int width) => _floats.Span.Slice(sample * Stride, width);
}

/// <summary>Evaluates a custom cost: converts a sample's floats to doubles, and its derivatives to floats. One for each thread.</summary>
/// <param name="cost">The cost.</param>
/// <param name="last">The last layer.</param>
internal sealed class CustomCost(ICost cost, Layer last)
{
    private readonly double[] _a = new double[last.Outputs], _y = new double[last.Outputs], _d = new double[last.Outputs];

    /// <summary>Returns C of one sample.</summary>
    /// <param name="a">[outputs] activations of the last layer.</param>
    /// <param name="y">[outputs] targets.</param>
    public double Of(ReadOnlySpan<float> a, ReadOnlySpan<float> y)
    {
        Widen(a, y);
        return cost.Value(_a, _y);
    }

    /// <summary>Computes ∂C/∂z of the last layer for one sample.</summary>
    /// <param name="a">[stride] activations, with their padding.</param>
    /// <param name="y">[outputs] targets.</param>
    /// <param name="d">[stride] the result.</param>
    public void Differentiate(ReadOnlySpan<float> a, ReadOnlySpan<float> y, Span<float> d)
    {
        Widen(a[..last.Outputs], y);
        Array.Clear(_d);
        cost.Differentiate(_a, _y, _d);
        if (last.Activation == Activation.Softmax) Softmax.Differentiate(_a, _d);
        for (var j = 0; j < last.Outputs; j++) d[j] = (float)_d[j];
        if (last.Activation != Activation.Softmax) Elementwise.Differentiate(last.Activation, a, d);
    }

    private void Widen(ReadOnlySpan<float> a, ReadOnlySpan<float> y)
    {
        for (var j = 0; j < _a.Length; j++) (_a[j], _y[j]) = (a[j], y[j]);
    }
}

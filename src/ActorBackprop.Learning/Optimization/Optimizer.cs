using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Optimization;

/// <summary>
/// Turns averaged gradients into steps. Reads one version of the parameters and writes the next elsewhere, since those
/// who hold the old one may still be reading it. Owns the state that a step leaves for the next one.
/// </summary>
public abstract class Optimizer
{
    private readonly Network _network;

    private protected Optimizer(Network network, OptimizerOptions options, int states)
    {
        _network = network;
        Options = options;
        State = [.. Enumerable.Range(0, states).Select(_ => new float[network.ParameterLength])];
    }

    private protected OptimizerOptions Options { get; private set; }

    /// <summary>Arrays laid out like the parameters, all 0 before the first step: none, the velocity, or Adam's two moments.</summary>
    public IReadOnlyList<float[]> State { get; }

    /// <summary>The optimizer that the options ask for.</summary>
    public static Optimizer Create(Network network, OptimizerOptions options) => options.Kind switch
    {
        OptimizerKind.Sgd => new Sgd(network, options),
        OptimizerKind.Adam => new Adam(network, options),
        _ => throw new ArgumentOutOfRangeException(nameof(options)),
    };

    /// <summary>One step.</summary>
    /// <param name="step">Steps completed before it.</param>
    /// <param name="average">Gradient of the minibatch's mean cost.</param>
    /// <param name="from">The parameters it was computed on.</param>
    /// <param name="to">The next version; overwritten.</param>
    public void Step(long step, ReadOnlySpan<float> average, ReadOnlySpan<float> from, Span<float> to)
    {
        BeginStep(step);
        foreach (var layer in _network.Layers)
        {
            var weights = layer.BiasesOffset - layer.WeightsOffset;
            Update(layer.WeightsOffset, average.Slice(layer.WeightsOffset, weights), from.Slice(layer.WeightsOffset, weights),
                to.Slice(layer.WeightsOffset, weights), Options.WeightDecay);
            Update(layer.BiasesOffset, average.Slice(layer.BiasesOffset, layer.Stride), from.Slice(layer.BiasesOffset, layer.Stride),
                to.Slice(layer.BiasesOffset, layer.Stride), 0);
        }
    }

    /// <summary>Takes another learning rate from the next step on.</summary>
    /// <param name="rate">η, above 0.</param>
    public void ChangeLearningRate(float rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        Options = Options with { LearningRate = rate };
    }

    private protected virtual void BeginStep(long step)
    {
    }

    /// <summary>A run of the flat parameters that begins at <paramref name="offset"/>: all weights or all biases of a layer.</summary>
    private protected abstract void Update(
        int offset, ReadOnlySpan<float> average, ReadOnlySpan<float> from, Span<float> to, float weightDecay);
}

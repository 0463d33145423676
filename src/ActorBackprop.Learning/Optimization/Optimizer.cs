using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Optimization;

/// <summary>
/// Turns averaged gradients into steps. Reads one version of the parameters and writes the next elsewhere, since those
/// who hold the old one may still be reading it. Owns the state that a step leaves for the next one, and writes that
/// elsewhere too: a step that is not finite is not taken, and leaves no trace.
/// </summary>
public abstract class Optimizer
{
    private readonly Network _network;
    private readonly float[][] _state, _next;

    private protected Optimizer(Network network, OptimizerOptions options, int states)
    {
        _network = network;
        Options = options;
        _state = Arrays(states);
        _next = Arrays(Math.Max(1, states));

        float[][] Arrays(int count) => [.. Enumerable.Range(0, count).Select(_ => new float[network.ParameterLength])];
    }

    private protected OptimizerOptions Options { get; private set; }

    /// <summary>Arrays laid out like the parameters, all 0 before the first step: none, the velocity, or Adam's two moments.</summary>
    public IReadOnlyList<float[]> State => _state;

    /// <summary>
    /// Where the gradient of the minibatch's mean cost has to be when a step is taken, laid out like the parameters. The
    /// step writes the first of its new states over it, which is in the cache already: another array before each step.
    /// </summary>
    public float[] Average => _next[0];

    /// <summary>Where a step writes its new state.</summary>
    private protected IReadOnlyList<float[]> Next => _next;

    /// <summary>The optimizer that the options ask for.</summary>
    public static Optimizer Create(Network network, OptimizerOptions options) => options.Kind switch
    {
        OptimizerKind.Sgd => new Sgd(network, options),
        OptimizerKind.Adam => new Adam(network, options),
        _ => throw new ArgumentOutOfRangeException(nameof(options)),
    };

    /// <summary>Takes a step along <see cref="Average"/>, if what it leads to is finite.</summary>
    /// <param name="step">Steps completed before it.</param>
    /// <param name="from">The parameters that the gradient was computed on.</param>
    /// <param name="to">The next version; overwritten.</param>
    /// <returns>False, with <see cref="State"/> as it was, if a number of the next version or state is infinite or NaN.</returns>
    public bool TryStep(long step, ReadOnlySpan<float> from, Span<float> to)
    {
        BeginStep(step);
        var finite = true;
        foreach (var layer in _network.Layers)
        {
            var weights = layer.BiasesOffset - layer.WeightsOffset;
            finite &= Update(layer.WeightsOffset, from.Slice(layer.WeightsOffset, weights), to.Slice(layer.WeightsOffset, weights),
                Options.WeightDecay);
            finite &= Update(layer.BiasesOffset, from.Slice(layer.BiasesOffset, layer.Stride), to.Slice(layer.BiasesOffset, layer.Stride), 0);
        }
        if (!finite) return false;
        for (var i = 0; i < _state.Length; i++) (_state[i], _next[i]) = (_next[i], _state[i]);
        return true;
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
    /// <returns>Whether all of them, and of their state, are finite.</returns>
    private protected abstract bool Update(int offset, ReadOnlySpan<float> from, Span<float> to, float weightDecay);
}

using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Optimizers;

/// <summary>
/// Turns averaged gradients into steps. Reads one version of the parameters and writes the next elsewhere, since those
/// who hold the old one may still be reading it. Owns the state that a step leaves for the next one, and writes that
/// elsewhere too: a step that is not finite is not taken, and leaves no trace.
/// </summary>
public abstract class Optimizer
{
    private readonly Network _network;
    private readonly float[][] _state, _next;
    private OptimizerOptions _ahead;

    private protected Optimizer(Network network, OptimizerOptions options, int states)
    {
        _network = network;
        Options = _ahead = options;
        _state = Arrays(states);
        _next = Arrays(states);

        float[][] Arrays(int count) => [.. Enumerable.Range(0, count).Select(_ => new float[network.ParameterLength])];
    }

    /// <summary>Those of the step that has begun.</summary>
    private protected OptimizerOptions Options { get; private set; }

    /// <summary>η of the step that has begun: that of the options, times the factor of its schedule.</summary>
    private protected float Rate { get; private set; }

    /// <summary>Arrays laid out like the parameters, all 0 before the first step: none, the velocity, or Adam's two moments.</summary>
    public IReadOnlyList<float[]> State => _state;

    /// <summary>Where a step writes its new state.</summary>
    private protected IReadOnlyList<float[]> Next => _next;

    /// <summary>The optimizer that the options ask for.</summary>
    public static Optimizer Create(Network network, OptimizerOptions options) => options.Kind switch
    {
        OptimizerKind.Sgd => new Sgd(network, options),
        OptimizerKind.Adam => new Adam(network, options),
        _ => throw new ArgumentOutOfRangeException(nameof(options)),
    };

    /// <summary>Begins a step, which is over with <see cref="Complete"/>, or with the next one that begins.</summary>
    /// <param name="steps">Steps completed before it.</param>
    /// <param name="factor">What its schedule multiplies η by.</param>
    public virtual void Begin(long steps, double factor = 1) => (Options, Rate) = (_ahead, (float)(_ahead.LearningRate * factor));

    /// <summary>
    /// Averages a block of the gradient and steps along it, in one pass over memory. Blocks may be done in any order, and on
    /// several threads.
    /// </summary>
    /// <param name="offset">Where the block begins in the flat parameters.</param>
    /// <param name="sum">The block of the minibatch's gradient, a sum over its samples.</param>
    /// <param name="samples">How many samples those are: the average is what is stepped along.</param>
    /// <param name="from">The parameters that it was computed on; all of them.</param>
    /// <param name="to">The next version; all of it, the block is overwritten.</param>
    /// <returns>Whether no number of the block's next version or state is infinite or NaN, which one of the average would make it.</returns>
    public bool Update(int offset, ReadOnlySpan<float> sum, int samples, ReadOnlySpan<float> from, Span<float> to)
    {
        var finite = true;
        for (var l = 0; l < _network.Layers.Count; l++) // an enumerator would be allocated, for each block
        {
            var layer = _network.Layers[l];
            if (layer.End <= offset || layer.WeightsOffset >= offset + sum.Length) continue;
            finite &= Run(layer.WeightsOffset, layer.BiasesOffset, offset, sum, samples, from, to, Options.WeightDecay);
            finite &= Run(layer.BiasesOffset, layer.End, offset, sum, samples, from, to, 0);
        }
        return finite;
    }

    /// <summary>Makes what the blocks have written the state. Not for a step that is not finite: it leaves no trace.</summary>
    public void Complete()
    {
        for (var i = 0; i < _state.Length; i++) (_state[i], _next[i]) = (_next[i], _state[i]);
    }

    /// <summary>Takes another learning rate from the next step that begins on.</summary>
    /// <param name="rate">η, above 0; its schedule's factors stay.</param>
    public void ChangeLearningRate(float rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        _ahead = _ahead with { LearningRate = rate };
    }

    /// <summary>What the block has of [begin, end), which are weights only or biases only.</summary>
    private bool Run(
        int begin, int end, int offset, ReadOnlySpan<float> sum, int samples, ReadOnlySpan<float> from, Span<float> to, float weightDecay)
    {
        (begin, end) = (Math.Max(begin, offset), Math.Min(end, offset + sum.Length));
        return begin >= end || Update(begin, sum[(begin - offset)..(end - offset)], samples, from[begin..end], to[begin..end], weightDecay);
    }

    /// <summary>A run of the flat parameters that begins at <paramref name="offset"/>, weights only or biases only.</summary>
    /// <returns>Whether all of them, and of their state, are finite.</returns>
    private protected abstract bool Update(
        int offset, ReadOnlySpan<float> sum, int samples, ReadOnlySpan<float> from, Span<float> to, float weightDecay);
}

/// <summary>Which rule turns a gradient into a step.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent, with or without momentum.</summary>
    Sgd,

    /// <summary>Adam (Kingma and Ba 2015), β₁ = 0.9, β₂ = 0.999, ε = 1e-8.</summary>
    Adam,
}

/// <summary>An optimizer's settings.</summary>
public sealed record OptimizerOptions
{
    /// <summary>Default: <see cref="OptimizerKind.Sgd"/>.</summary>
    public OptimizerKind Kind { get; init; } = OptimizerKind.Sgd;

    /// <summary>η, above 0. Default: 1.5.</summary>
    public float LearningRate { get; init; } = 1.5f;

    /// <summary>μ in v ← μ v + g, at least 0 and below 1; SGD only. Default: 0.</summary>
    public float Momentum { get; init; }

    /// <summary>Look ahead along the velocity (Nesterov); needs momentum. Default: no.</summary>
    public bool Nesterov { get; init; }

    /// <summary>λ in g ← g + λ w, on the weights only, never on the biases. Default: 0.</summary>
    public float WeightDecay { get; init; }
}

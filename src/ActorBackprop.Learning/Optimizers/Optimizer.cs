using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Optimizers;

/// <summary>
/// Turns averaged gradients into steps. Reads one version of the parameters and writes the next elsewhere, since workers may still be
/// reading the old one. Owns the state that a step leaves for the next one, and writes that elsewhere too: a step that is not finite
/// is not taken and changes nothing.
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

    /// <summary>The options of the step that has begun.</summary>
    private protected OptimizerOptions Options { get; private set; }

    /// <summary>The learning rate of the step that has begun: that of the options, times the factor of its schedule.</summary>
    private protected float Rate { get; private set; }

    /// <summary>Arrays laid out like the parameters, all 0 before the first step: none, the velocity, or Adam's two moments.</summary>
    public IReadOnlyList<float[]> State => _state;

    /// <summary>The arrays that a step writes its new state to.</summary>
    private protected IReadOnlyList<float[]> Next => _next;

    /// <summary>Creates the optimizer that the options ask for.</summary>
    public static Optimizer Create(Network network, OptimizerOptions options) => options.Kind switch
    {
        OptimizerKind.Sgd => new Sgd(network, options),
        OptimizerKind.Adam => new Adam(network, options),
        _ => throw new ArgumentOutOfRangeException(nameof(options)),
    };

    /// <summary>Begins a step, which ends with <see cref="Complete"/>, or when the next one begins.</summary>
    /// <param name="steps">The steps completed before it.</param>
    /// <param name="factor">The factor of the learning rate by its schedule.</param>
    public virtual void Begin(long steps, double factor = 1) => (Options, Rate) = (_ahead, (float)(_ahead.LearningRate * factor));

    /// <summary>
    /// Averages a block of the gradient and steps along it, in one pass over memory. Blocks may be updated in any order, and on
    /// several threads.
    /// </summary>
    /// <param name="offset">The index at which the block begins in the flat parameters.</param>
    /// <param name="sum">The block of the minibatch's gradient, a sum over its samples.</param>
    /// <param name="samples">The number of those samples: the step follows the average.</param>
    /// <param name="from">The parameters that the gradient was computed on; all of them.</param>
    /// <param name="to">The next version, all of it; the block is overwritten.</param>
    /// <returns>Whether no number of the block's next version or state is infinite or NaN; such a number of the average makes them so.</returns>
    public bool Update(int offset, ReadOnlySpan<float> sum, int samples, ReadOnlySpan<float> from, Span<float> to)
    {
        var finite = true;
        for (var l = 0; l < _network.Layers.Count; l++) // an enumerator would be allocated, for each block
        {
            var layer = _network.Layers[l];
            if (layer.End <= offset || layer.WeightsOffset >= offset + sum.Length) continue;
            finite &= UpdateShare(layer.WeightsOffset, layer.BiasesOffset, offset, sum, samples, from, to, Options.WeightDecay);
            finite &= UpdateShare(layer.BiasesOffset, layer.End, offset, sum, samples, from, to, 0);
        }
        return finite;
    }

    /// <summary>Completes a step: the state that the blocks have written becomes the state. Not to be called for a step that is not finite.</summary>
    public void Complete()
    {
        for (var i = 0; i < _state.Length; i++) (_state[i], _next[i]) = (_next[i], _state[i]);
    }

    /// <summary>Changes the learning rate, from the next step that begins on.</summary>
    /// <param name="rate">η, above 0; the schedule's factors stay.</param>
    public void ChangeLearningRate(float rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        _ahead = _ahead with { LearningRate = rate };
    }

    /// <summary>Updates the block's share of [begin, end), which are weights only or biases only.</summary>
    private bool UpdateShare(
        int begin, int end, int offset, ReadOnlySpan<float> sum, int samples, ReadOnlySpan<float> from, Span<float> to, float weightDecay)
    {
        (begin, end) = (Math.Max(begin, offset), Math.Min(end, offset + sum.Length));
        return begin >= end || Update(begin, sum[(begin - offset)..(end - offset)], samples, from[begin..end], to[begin..end], weightDecay);
    }

    /// <summary>Updates the flat parameters from <paramref name="offset"/> on, weights only or biases only.</summary>
    /// <returns>Whether all of them, and their state, are finite.</returns>
    private protected abstract bool Update(
        int offset, ReadOnlySpan<float> sum, int samples, ReadOnlySpan<float> from, Span<float> to, float weightDecay);
}

/// <summary>
/// Stochastic gradient descent: g ← g + λ w; v ← μ v + g; w ← w − η v, and with Nesterov w ← w − η (g + μ v)
/// (Sutskever et al. 2013, as PyTorch writes it).
/// </summary>
internal sealed class Sgd(Network network, OptimizerOptions options) : Optimizer(network, options, options.Momentum == 0 ? 0 : 1)
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override bool Update(
        int offset, ReadOnlySpan<float> sum, int samples, ReadOnlySpan<float> from, Span<float> to, float weightDecay)
    {
        if (State.Count == 0 && weightDecay == 0) return Descent.Step(sum, samples, from, -Rate, to);
        var sums = Elementwise.Vectors(sum);
        var w = Elementwise.Vectors(from);
        var nextW = Elementwise.Vectors(to);
        var velocity = State.Count == 0 ? [] : Elementwise.Vectors(State[0].AsSpan(offset, from.Length));
        var nextVelocity = State.Count == 0 ? [] : Elementwise.Vectors(Next[0].AsSpan(offset, from.Length));
        var (count, decay) = (Vector256.Create((float)samples), Vector256.Create(weightDecay));
        var (rate, momentum) = (Vector256.Create(-Rate), Vector256.Create(Options.Momentum));
        var sizes = Vector256<int>.Zero; // of the parameters alone: an infinite velocity makes them infinite as well
        for (var i = 0; i < sums.Length; i++)
        {
            var step = sums[i] / count;
            if (weightDecay != 0) step = Vector256.FusedMultiplyAdd(decay, w[i], step);
            if (!velocity.IsEmpty)
            {
                var next = Vector256.FusedMultiplyAdd(momentum, velocity[i], step);
                step = Options.Nesterov ? Vector256.FusedMultiplyAdd(momentum, next, step) : next;
                nextVelocity[i] = next;
            }
            nextW[i] = Vector256.FusedMultiplyAdd(rate, step, w[i]);
            sizes = Vector256.Max(sizes, Elementwise.Sizes(nextW[i]));
        }
        return Elementwise.AreFinite(sizes);
    }
}

/// <summary>The rule that turns a gradient into a step.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent, with or without momentum.</summary>
    Sgd,

    /// <summary>Adam (Kingma and Ba 2015), β₁ = 0.9, β₂ = 0.999, ε = 1e-8.</summary>
    Adam,
}

/// <summary>The settings of an optimizer.</summary>
public sealed record OptimizerOptions
{
    /// <summary>The rule. Default: <see cref="OptimizerKind.Sgd"/>.</summary>
    public OptimizerKind Kind { get; init; } = OptimizerKind.Sgd;

    /// <summary>The learning rate η, above 0. Default: 1.5.</summary>
    public float LearningRate { get; init; } = 1.5f;

    /// <summary>The momentum μ in v ← μ v + g, at least 0 and below 1; SGD only. Default: 0.</summary>
    public float Momentum { get; init; }

    /// <summary>Whether the step looks ahead along the velocity (Nesterov); needs momentum. Default: false.</summary>
    public bool Nesterov { get; init; }

    /// <summary>The weight decay λ in g ← g + λ w, for the weights only, not the biases. Default: 0.</summary>
    public float WeightDecay { get; init; }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Optimizers;

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

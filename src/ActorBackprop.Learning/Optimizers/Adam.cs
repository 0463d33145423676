using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Learning.Optimizers;

/// <summary>
/// Adam (Kingma and Ba 2015): m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²;
/// w ← w − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε). Weight decay is added to the gradient, as in PyTorch's Adam.
/// </summary>
internal sealed class Adam(Network network, OptimizerOptions options) : Optimizer(network, options, 2)
{
    private const float Beta1 = 0.9f, Beta2 = 0.999f, Epsilon = 1e-8f;

    private float _rate, _root;

    /// <inheritdoc/>
    public override void Begin(long steps, double factor = 1)
    {
        base.Begin(steps, factor);
        _rate = (float)(Rate / (1 - Scalar.Power(Beta1, steps + 1)));
        _root = (float)Math.Sqrt(1 - Scalar.Power(Beta2, steps + 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override bool Update(
        int offset, ReadOnlySpan<float> sum, int samples, ReadOnlySpan<float> from, Span<float> to, float weightDecay)
    {
        var sums = Elementwise.Vectors(sum);
        var w = Elementwise.Vectors(from);
        var nextW = Elementwise.Vectors(to);
        var m = Elementwise.Vectors(State[0].AsSpan(offset, from.Length));
        var v = Elementwise.Vectors(State[1].AsSpan(offset, from.Length));
        var nextM = Elementwise.Vectors(Next[0].AsSpan(offset, from.Length));
        var nextV = Elementwise.Vectors(Next[1].AsSpan(offset, from.Length));
        var (count, decay) = (Vector256.Create((float)samples), Vector256.Create(weightDecay));
        var (rate, root) = (Vector256.Create(-_rate), Vector256.Create(_root));
        var sizes = Vector256<int>.Zero;
        for (var i = 0; i < sums.Length; i++)
        {
            var g = Vector256.FusedMultiplyAdd(decay, w[i], sums[i] / count);
            var first = Vector256.FusedMultiplyAdd(Vector256.Create(Beta1), m[i], g * (1 - Beta1));
            var second = Vector256.FusedMultiplyAdd(Vector256.Create(Beta2), v[i], g * g * (1 - Beta2));
            var next = Vector256.FusedMultiplyAdd(rate, first / (Vector256.Sqrt(second) / root + Vector256.Create(Epsilon)), w[i]);
            (nextM[i], nextV[i], nextW[i]) = (first, second, next);
            // An infinite v would leave w finite, and unchanged in every later step. v has no sign to remove.
            sizes = Vector256.Max(sizes, Vector256.Max(Elementwise.Sizes(next), second.AsInt32()));
        }
        return Elementwise.AreFinite(sizes);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Learning.Kernels;

/// <summary>
/// Elementwise operations, eight numbers at a time. All lengths are multiples of 8. They are fully optimized from the first call on, so
/// that the first epoch does not wait for the compiler.
/// </summary>
internal static class Elementwise
{
    /// <summary>Computes a = σ(z) in place. Softmax is not elementwise: see <see cref="Softmax"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Activate(Activation activation, Span<float> z)
    {
        var vectors = Vectors(z);
        switch (activation)
        {
            case Activation.Sigmoid:
                foreach (ref var v in vectors) v = VectorMath.Sigmoid(v);
                break;
            case Activation.Tanh:
                foreach (ref var v in vectors) v = VectorMath.Tanh(v);
                break;
            case Activation.Relu: // not Max: NaN must stay, so that a diverged network is seen
                foreach (ref var v in vectors)
                    v = Vector256.ConditionalSelect(Vector256.LessThan(v, Vector256<float>.Zero), Vector256<float>.Zero, v);
                break;
            case Activation.Identity:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation));
        }
    }

    /// <summary>Computes ∂C/∂z = ∂C/∂a · σ′(z) in place; σ′ follows from a = σ(z) for all of them.</summary>
    /// <param name="activation">σ.</param>
    /// <param name="a">a, as <see cref="Activate"/> left it.</param>
    /// <param name="d">∂C/∂a on entry, ∂C/∂z after.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Differentiate(Activation activation, ReadOnlySpan<float> a, Span<float> d)
    {
        var values = Vectors(a);
        var vectors = Vectors(d);
        var one = Vector256<float>.One;
        switch (activation)
        {
            case Activation.Sigmoid:
                for (var i = 0; i < vectors.Length; i++) vectors[i] *= values[i] * (one - values[i]);
                break;
            case Activation.Tanh:
                for (var i = 0; i < vectors.Length; i++) vectors[i] *= one - values[i] * values[i];
                break;
            case Activation.Relu:
                for (var i = 0; i < vectors.Length; i++)
                    vectors[i] = Vector256.ConditionalSelect(
                        Vector256.LessThanOrEqual(values[i], Vector256<float>.Zero), Vector256<float>.Zero, vectors[i]);
                break;
            case Activation.Identity:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation));
        }
    }

    /// <summary>Computes sum += addend.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(Span<float> sum, ReadOnlySpan<float> addend)
    {
        var sums = Vectors(sum);
        var addends = Vectors(addend);
        for (var i = 0; i < sums.Length; i++) sums[i] += addends[i];
    }

    /// <summary>Computes sum = left + right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> sum)
    {
        var lefts = Vectors(left);
        var rights = Vectors(right);
        var sums = Vectors(sum);
        for (var i = 0; i < sums.Length; i++) sums[i] = lefts[i] + rights[i];
    }

    /// <summary>Computes numbers = factor · numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(Span<float> numbers, float factor)
    {
        foreach (ref var v in Vectors(numbers)) v *= factor;
    }

    /// <summary>Computes difference = factor (minuend − subtrahend).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScaledDifference(ReadOnlySpan<float> minuend, ReadOnlySpan<float> subtrahend, float factor, Span<float> difference)
    {
        var minuends = Vectors(minuend);
        var subtrahends = Vectors(subtrahend);
        var differences = Vectors(difference);
        var by = Vector256.Create(factor);
        for (var i = 0; i < differences.Length; i++) differences[i] = by * (minuends[i] - subtrahends[i]);
    }

    /// <summary>Returns whether no number is infinite or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool IsFinite(ReadOnlySpan<float> numbers)
    {
        var largest = Vector256<int>.Zero;
        foreach (var v in Vectors(numbers)) largest = Vector256.Max(largest, Sizes(v));
        return AreFinite(largest);
    }

    /// <summary>Returns integers in the order of the numbers' sizes; those of infinity and NaN are the largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Sizes(Vector256<float> numbers) => Vector256.Abs(numbers).AsInt32();

    /// <summary>Returns whether none of these <see cref="Sizes"/> is that of an infinite number or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreFinite(Vector256<int> sizes) => Vector256.LessThanAll(sizes, Vector256.Create(float.PositiveInfinity).AsInt32());

    /// <summary>Returns the floats as vectors.</summary>
    public static Span<Vector256<float>> Vectors(Span<float> floats) => MemoryMarshal.Cast<float, Vector256<float>>(floats);

    /// <summary>Returns the floats as vectors.</summary>
    public static ReadOnlySpan<Vector256<float>> Vectors(ReadOnlySpan<float> floats) =>
        MemoryMarshal.Cast<float, Vector256<float>>(floats);
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Learning.Compression;

/// <summary>
/// Encodes each number as its sign (1-bit SGD, Seide et al. 2014): a bucket's numbers below 0 are decoded as their mean, the others
/// as theirs. The encoding is two floats for each bucket, then a bit for each number.
/// </summary>
public sealed class OneBit : ICompressor
{
    private const int Lanes = 8;

    /// <inheritdoc/>
    public bool UsesErrorFeedback => true;

    /// <inheritdoc/>
    public int MaxEncodedBytes(int count) => 2 * sizeof(float) * Buckets.Of(count) + (count + 7) / 8;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Encode(ReadOnlySpan<float> values, RandomSource random, Span<byte> bytes)
    {
        bytes = bytes[..MaxEncodedBytes(values.Length)];
        var head = 2 * sizeof(float) * Buckets.Of(values.Length);
        var means = MemoryMarshal.Cast<byte, float>(bytes[..head]);
        Span<float> bucket = stackalloc float[Buckets.Size];
        Span<byte> signs = stackalloc byte[Buckets.Size / Lanes];
        for (var b = 0; b < means.Length / 2; b++)
        {
            var count = Buckets.Fill(values, b * Buckets.Size, bucket);
            var (below, rest, ofBelow) = (Vector256<float>.Zero, Vector256<float>.Zero, 0);
            var vectors = Elementwise.Vectors(bucket);
            for (var i = 0; i < vectors.Length; i++)
            {
                var isBelow = Vector256.LessThan(vectors[i], Vector256<float>.Zero); // not for NaN
                below += Vector256.ConditionalSelect(isBelow, vectors[i], Vector256<float>.Zero);
                rest += Vector256.ConditionalSelect(isBelow, Vector256<float>.Zero, vectors[i]);
                signs[i] = (byte)isBelow.ExtractMostSignificantBits();
                ofBelow += BitOperations.PopCount(signs[i]);
            }
            means[2 * b] = count > ofBelow ? (float)(Sum(rest) / (count - ofBelow)) : 0;
            means[2 * b + 1] = ofBelow > 0 ? (float)(Sum(below) / ofBelow) : 0;
            signs[..((count + 7) / 8)].CopyTo(bytes[(head + b * signs.Length)..]);
        }
        return bytes.Length;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryDecode(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (bytes.Length != MaxEncodedBytes(values.Length)) return false;
        var head = 2 * sizeof(float) * Buckets.Of(values.Length);
        var means = MemoryMarshal.Cast<byte, float>(bytes[..head]);
        var signs = bytes[head..];
        var bits = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        Span<float> last = stackalloc float[Lanes];
        for (var i = 0; i < signs.Length; i++)
        {
            var b = Lanes * i / Buckets.Size;
            var isBelow = Vector256.Equals(Vector256.Create((int)signs[i]) & bits, bits).AsSingle();
            var eight = Vector256.ConditionalSelect(isBelow, Vector256.Create(means[2 * b + 1]), Vector256.Create(means[2 * b]));
            if (Lanes * (i + 1) <= values.Length)
            {
                eight.CopyTo(values[(Lanes * i)..]);
                continue;
            }
            eight.CopyTo(last);
            last[..(values.Length - Lanes * i)].CopyTo(values[(Lanes * i)..]);
        }
        return true;
    }

    private static double Sum(Vector256<float> sums)
    {
        var sum = 0.0;
        for (var lane = 0; lane < Lanes; lane++) sum += sums[lane];
        return sum;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Learning.Compression;

/// <summary>
/// Encodes each number as one of 255 steps from −max to max of its bucket (QSGD, Alistarh et al. 2017, with the largest number in
/// place of the norm, as in its authors' experiments), rounded up or down at random, so that the mean is the number itself.
/// The encoding is a float for each bucket, then a signed byte for each number.
/// </summary>
public sealed class Qsgd : ICompressor
{
    private const int Steps = sbyte.MaxValue, Lanes = 8;

    /// <inheritdoc/>
    public bool UsesErrorFeedback => false;

    /// <inheritdoc/>
    public int MaxEncodedBytes(int count) => sizeof(float) * Buckets.Of(count) + count;

    /// <inheritdoc/>
    public int Encode(ReadOnlySpan<float> values, RandomSource random, Span<byte> bytes)
    {
        bytes = bytes[..MaxEncodedBytes(values.Length)];
        var largests = MemoryMarshal.Cast<byte, float>(bytes[..(sizeof(float) * Buckets.Of(values.Length))]);
        var steps = MemoryMarshal.Cast<byte, sbyte>(bytes[(sizeof(float) * largests.Length)..]);
        Span<float> bucket = stackalloc float[Buckets.Size];
        Span<sbyte> rounded = stackalloc sbyte[Buckets.Size];
        for (var b = 0; b < largests.Length; b++)
        {
            var from = b * Buckets.Size;
            var count = Buckets.Fill(values, from, bucket);
            largests[b] = Largest(bucket);
            Round(bucket, largests[b], random, rounded);
            rounded[..count].CopyTo(steps[from..]);
        }
        return bytes.Length;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryDecode(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (bytes.Length != MaxEncodedBytes(values.Length)) return false;
        var largests = MemoryMarshal.Cast<byte, float>(bytes[..(sizeof(float) * Buckets.Of(values.Length))]);
        var steps = MemoryMarshal.Cast<byte, sbyte>(bytes[(sizeof(float) * largests.Length)..]);
        for (var b = 0; b < largests.Length; b++)
        {
            var unit = largests[b] / Steps;
            for (var i = b * Buckets.Size; i < Math.Min((b + 1) * Buckets.Size, values.Length); i++) values[i] = steps[i] * unit;
        }
        return true;
    }

    /// <summary>Returns the largest absolute value; NaN if a number is infinite or NaN, which makes the whole bucket NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Largest(ReadOnlySpan<float> bucket)
    {
        if (!Elementwise.IsFinite(bucket)) return float.NaN;
        var largest = Vector256<float>.Zero;
        foreach (var v in Elementwise.Vectors(bucket)) largest = Vector256.Max(largest, Vector256.Abs(v));
        var size = 0f;
        for (var lane = 0; lane < Lanes; lane++) size = Math.Max(size, largest[lane]);
        return size;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Round(ReadOnlySpan<float> bucket, float largest, RandomSource random, Span<sbyte> steps)
    {
        var stepsPerUnit = Steps / largest;
        if (!float.IsFinite(stepsPerUnit)) // all are 0 or almost 0; or one is not finite, and each is to be decoded as NaN
        {
            steps.Fill((sbyte)(float.IsFinite(largest) ? 0 : 1));
            return;
        }
        Span<ulong> random64 = stackalloc ulong[Buckets.Size / 2];
        random.Fill(random64);
        var chances = MemoryMarshal.Cast<ulong, Vector256<uint>>(random64);
        var vectors = Elementwise.Vectors(bucket);
        for (var i = 0; i < vectors.Length; i += 4)
            Vector256.Narrow(
                Vector256.Narrow(Round(vectors[i], stepsPerUnit, chances[i]), Round(vectors[i + 1], stepsPerUnit, chances[i + 1])),
                Vector256.Narrow(Round(vectors[i + 2], stepsPerUnit, chances[i + 2]), Round(vectors[i + 3], stepsPerUnit, chances[i + 3])))
                .CopyTo(steps[(Lanes * i)..]);
    }

    /// <summary>Rounds to a whole number of steps, up or down with the probabilities that make the mean right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Round(Vector256<float> values, float stepsPerUnit, Vector256<uint> chances)
    {
        var size = Vector256.Abs(values) * stepsPerUnit;
        var down = Vector256.ConvertToInt32(size);
        var chance = Vector256.ConvertToSingle((chances >> 8).AsInt32()) * (1f / (1 << 24));
        var up = Vector256.GreaterThan(size - Vector256.ConvertToSingle(down), chance).AsInt32(); // −1 where true
        var step = Vector256.Min(down - up, Vector256.Create((int)Steps));
        return Vector256.ConditionalSelect(Vector256.LessThan(values, Vector256<float>.Zero).AsInt32(), -step, step);
    }
}

/// <summary>Buckets of numbers that share a scale; the last one may be shorter.</summary>
internal static class Buckets
{
    /// <summary>The numbers of a bucket, a multiple of 8: so many that the scale is a small part of its bytes.</summary>
    public const int Size = 512;

    /// <summary>Returns the number of buckets of so many numbers.</summary>
    public static int Of(int count) => (count + Size - 1) / Size;

    /// <summary>Copies a bucket.</summary>
    /// <param name="values">All numbers.</param>
    /// <param name="from">The index of its first number.</param>
    /// <param name="bucket">Where to, <see cref="Size"/> numbers; a short bucket is filled up with 0.</param>
    /// <returns>The number of numbers in the bucket.</returns>
    public static int Fill(ReadOnlySpan<float> values, int from, Span<float> bucket)
    {
        var count = Math.Min(Size, values.Length - from);
        values.Slice(from, count).CopyTo(bucket);
        bucket[count..].Clear();
        return count;
    }
}

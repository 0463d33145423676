using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Learning.Compression;

/// <summary>
/// Encodes only the numbers of largest absolute value, unchanged, with their indices (Aji and Heafield 2017); the others are decoded as 0.
/// Of equally large ones the first are kept. The encoding is 4 bytes for each index, ascending, then a float for each.
/// </summary>
/// <param name="fraction">The share of the numbers to keep, above 0, at most 0.5: more would take more bytes than all of them.</param>
public sealed class TopK(double fraction) : ICompressor
{
    private const int SizeBits = 31, Digits = 11, Bins = 1 << Digits, Lanes = 8;

    /// <inheritdoc/>
    public bool UsesErrorFeedback => true;

    /// <inheritdoc/>
    public int MaxEncodedBytes(int count) => Kept(count) * (sizeof(int) + sizeof(float));

    /// <inheritdoc/>
    public int Encode(ReadOnlySpan<float> values, RandomSource random, Span<byte> bytes)
    {
        var kept = Kept(values.Length);
        var numbers = MemoryMarshal.Cast<byte, int>(bytes[..MaxEncodedBytes(values.Length)]);
        var places = numbers[..kept];
        var floats = MemoryMarshal.Cast<int, float>(numbers[kept..]);
        var rented = ArrayPool<int>.Shared.Rent(values.Length);
        var candidates = Candidates(values, kept, rented);
        var (least, ties) = Least(values, candidates, kept);
        for (var (c, next) = (0, 0); next < kept; c++)
        {
            var size = Size(values[candidates[c]]);
            if (size < least || (size == least && ties-- <= 0)) continue;
            (places[next], floats[next++]) = (candidates[c], values[candidates[c]]);
        }
        ArrayPool<int>.Shared.Return(rented);
        return MaxEncodedBytes(values.Length);
    }

    /// <inheritdoc/>
    public bool TryDecode(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (bytes.Length != MaxEncodedBytes(values.Length)) return false;
        var kept = Kept(values.Length);
        var numbers = MemoryMarshal.Cast<byte, int>(bytes);
        var places = numbers[..kept];
        var floats = MemoryMarshal.Cast<int, float>(numbers[kept..]);
        values.Clear();
        for (var (k, last) = (0, -1); k < kept; last = places[k++])
        {
            if (places[k] <= last || places[k] >= values.Length) return false;
            values[places[k]] = floats[k];
        }
        return true;
    }

    private int Kept(int count) => Math.Clamp((int)Math.Round(fraction * count), 1, count);

    /// <summary>Returns the indices of all numbers whose leading digits are at least those of the smallest number that is kept; ascending.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ReadOnlySpan<int> Candidates(ReadOnlySpan<float> values, int kept, int[] places)
    {
        Span<int> bins = stackalloc int[Bins];
        bins.Clear();
        foreach (var value in values) bins[(int)(Size(value) >> SizeBits - Digits)]++;
        var bin = Bins - 1;
        for (var above = bins[bin]; above < kept; above += bins[bin]) bin--;
        var least = (uint)bin << SizeBits - Digits;

        var (count, i) = (0, 0);
        for (; i + Lanes <= values.Length; i += Lanes)
        {
            var sizes = Vector256.Abs(Vector256.Create(values[i..])).AsUInt32();
            var found = Vector256.GreaterThanOrEqual(sizes, Vector256.Create(least)).ExtractMostSignificantBits();
            for (; found != 0; found &= found - 1) places[count++] = i + BitOperations.TrailingZeroCount(found);
        }
        for (; i < values.Length; i++)
            if (Size(values[i]) >= least) places[count++] = i;
        return places.AsSpan(0, count);
    }

    /// <summary>Returns the size of the smallest number that is kept, and how many numbers of that size are kept.</summary>
    private static (uint Least, int Ties) Least(ReadOnlySpan<float> values, ReadOnlySpan<int> candidates, int kept)
    {
        Span<int> bins = stackalloc int[Bins];
        var (found, left) = (0u, kept); // the leading digits of the size found so far; how many numbers that begin with them are kept
        for (var shift = 2 * Digits; shift >= 0; shift -= Digits)
        {
            bins.Clear();
            foreach (var place in candidates)
                if ((ulong)Size(values[place]) >> shift + Digits == found) bins[(int)(Size(values[place]) >> shift) & (Bins - 1)]++;
            var bin = Bins - 1;
            while (bins[bin] < left) left -= bins[bin--];
            found = found << Digits | (uint)bin;
        }
        return (found, left);
    }

    /// <summary>Returns an integer in the order of the numbers' sizes: those of infinity and NaN are the largest.</summary>
    private static uint Size(float value) => BitConverter.SingleToUInt32Bits(value) & int.MaxValue;
}

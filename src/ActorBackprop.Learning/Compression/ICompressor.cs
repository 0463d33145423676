using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Learning.Compression;

/// <summary>
/// Makes bytes of a gradient, fewer than its floats are, and a gradient of those bytes: near the first one, or near it on
/// average. It keeps nothing from one call to the next, and is called by several threads at a time.
/// </summary>
public interface ICompressor
{
    /// <summary>
    /// Whether what the bytes lack is kept and added to the next gradient of the same origin: error feedback (Seide et al. 2014).
    /// Where that is so, nothing is lost, only late.
    /// </summary>
    bool FeedsErrorBack { get; }

    /// <summary>Bytes of so many numbers, at most.</summary>
    /// <param name="count">1 or more.</param>
    int MostBytes(int count);

    /// <summary>Writes numbers as bytes. A number that is infinite or NaN must lead to one that is when it is read.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="random">For rounding by chance: another one for each gradient, the same whoever computes it.</param>
    /// <param name="bytes">Where to; <see cref="MostBytes"/> of them or more.</param>
    /// <returns>How many were written.</returns>
    int Encode(ReadOnlySpan<float> values, RandomSource random, Span<byte> bytes);

    /// <summary>Reads what <see cref="Encode"/> wrote. The bytes may come from elsewhere: whatever they are, it must not fail.</summary>
    /// <param name="bytes">All that was written.</param>
    /// <param name="values">Where to; as many as were written. Overwritten.</param>
    /// <returns>Whether they can be what it wrote; if not the numbers mean nothing.</returns>
    bool TryDecode(ReadOnlySpan<byte> bytes, Span<float> values);
}

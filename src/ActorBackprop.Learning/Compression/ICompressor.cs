using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Learning.Compression;

/// <summary>
/// Encodes a gradient as bytes, fewer than its floats have, and decodes them: the result is near the gradient, or near it on
/// average. It must keep no state between calls, and is called by several threads at once.
/// </summary>
public interface ICompressor
{
    /// <summary>
    /// Whether the error of the encoding is kept and added to the next gradient of the same origin: error feedback (Seide et al. 2014).
    /// Then nothing is lost, only delayed.
    /// </summary>
    bool UsesErrorFeedback { get; }

    /// <summary>Returns the most bytes that so many numbers are encoded as.</summary>
    /// <param name="count">1 or more.</param>
    int MaxEncodedBytes(int count);

    /// <summary>Encodes numbers. A number that is infinite or NaN must make at least one decoded number infinite or NaN.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="random">Random numbers for rounding: a stream for each gradient, the same whichever worker computes it.</param>
    /// <param name="bytes">Where to: <see cref="MaxEncodedBytes"/> or more.</param>
    /// <returns>The number of bytes written.</returns>
    int Encode(ReadOnlySpan<float> values, RandomSource random, Span<byte> bytes);

    /// <summary>Decodes what <see cref="Encode"/> wrote. The bytes come from other processes: it must not throw, whatever they are.</summary>
    /// <param name="bytes">All bytes that were written.</param>
    /// <param name="values">Where to: as many as were encoded. Overwritten.</param>
    /// <returns>Whether the bytes are a valid encoding; if not, the numbers are undefined.</returns>
    bool TryDecode(ReadOnlySpan<byte> bytes, Span<float> values);
}

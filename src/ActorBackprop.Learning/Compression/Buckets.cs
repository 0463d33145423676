namespace ActorBackprop.Learning.Compression;

/// <summary>Runs of numbers that share a scale: the last one may be shorter.</summary>
internal static class Buckets
{
    /// <summary>Numbers of one, a multiple of 8: its scale is then a small part of its bytes.</summary>
    public const int Size = 512;

    /// <summary>How many there are of so many numbers.</summary>
    public static int Of(int count) => (count + Size - 1) / Size;

    /// <summary>Copies one.</summary>
    /// <param name="values">All numbers.</param>
    /// <param name="from">Where it begins.</param>
    /// <param name="bucket">Where to, <see cref="Size"/> numbers; what a short one lacks is 0.</param>
    /// <returns>How many it has.</returns>
    public static int Fill(ReadOnlySpan<float> values, int from, Span<float> bucket)
    {
        var count = Math.Min(Size, values.Length - from);
        values.Slice(from, count).CopyTo(bucket);
        bucket[count..].Clear();
        return count;
    }
}

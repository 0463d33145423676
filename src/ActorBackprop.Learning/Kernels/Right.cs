namespace ActorBackprop.Learning.Kernels;

/// <summary>
/// The right factor of a product, [inner][columns]. Lanes are its columns, so a transposed one has to be turned round
/// panel by panel: element (k, j) is then at j × stride + k, and there are <paramref name="valid"/> columns, the rest is 0.
/// </summary>
internal readonly ref struct Right(ReadOnlySpan<float> floats, int stride, int valid = -1)
{
    public readonly ReadOnlySpan<float> Floats = floats;
    public readonly int Stride = stride, Valid = valid;

    /// <summary>Whether it is read column by column.</summary>
    public bool IsTransposed => Valid >= 0;
}

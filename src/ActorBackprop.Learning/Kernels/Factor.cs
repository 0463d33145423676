namespace ActorBackprop.Learning.Kernels;

/// <summary>
/// The left factor of a product, [rows][inner], read where it lies: element (r, k) is at
/// r × rowStride + k × innerStride, so that a transposed matrix needs no copy.
/// </summary>
internal readonly ref struct Factor(ReadOnlySpan<float> floats, int rowStride, int innerStride)
{
    public readonly ReadOnlySpan<float> Floats = floats;
    public readonly int RowStride = rowStride, InnerStride = innerStride;
}

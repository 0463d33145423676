using System.Runtime.CompilerServices;

namespace ActorBackprop.Learning.Kernels;

/// <summary>The tiles of one width and breadth, by their rows: each is compiled when it is first needed.</summary>
internal static class Tiles<TVector, TVectors, TBreadth, TStarts>
    where TVector : struct where TVectors : IVectors<TVector> where TBreadth : ISize where TStarts : ISize
{
    /// <summary>Computes the tile of <paramref name="rows"/> rows; see <see cref="Tile{TVector, TVectors, TRows, TBreadth, TStarts}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(int rows, ref float c, nint cStride, ref float start, nint startStride, ref float a, nint rowStride,
        nint innerStride, ref float b, nint bStride, ReadOnlySpan<Chain> chains, int depth, ref float stack)
    {
        switch (rows)
        {
            case 1: Tile<TVector, TVectors, Size1, TBreadth, TStarts>.Compute(ref c, cStride, ref start, startStride, ref a, rowStride, innerStride, ref b, bStride, chains, depth, ref stack); break;
            case 2: Tile<TVector, TVectors, Size2, TBreadth, TStarts>.Compute(ref c, cStride, ref start, startStride, ref a, rowStride, innerStride, ref b, bStride, chains, depth, ref stack); break;
            case 3: Tile<TVector, TVectors, Size3, TBreadth, TStarts>.Compute(ref c, cStride, ref start, startStride, ref a, rowStride, innerStride, ref b, bStride, chains, depth, ref stack); break;
            case 4: Tile<TVector, TVectors, Size4, TBreadth, TStarts>.Compute(ref c, cStride, ref start, startStride, ref a, rowStride, innerStride, ref b, bStride, chains, depth, ref stack); break;
            case 5: Tile<TVector, TVectors, Size5, TBreadth, TStarts>.Compute(ref c, cStride, ref start, startStride, ref a, rowStride, innerStride, ref b, bStride, chains, depth, ref stack); break;
            case 6: Tile<TVector, TVectors, Size6, TBreadth, TStarts>.Compute(ref c, cStride, ref start, startStride, ref a, rowStride, innerStride, ref b, bStride, chains, depth, ref stack); break;
            case 7: Tile<TVector, TVectors, Size7, TBreadth, TStarts>.Compute(ref c, cStride, ref start, startStride, ref a, rowStride, innerStride, ref b, bStride, chains, depth, ref stack); break;
            case 8: Tile<TVector, TVectors, Size8, TBreadth, TStarts>.Compute(ref c, cStride, ref start, startStride, ref a, rowStride, innerStride, ref b, bStride, chains, depth, ref stack); break;
            case 9: Tile<TVector, TVectors, Size9, TBreadth, TStarts>.Compute(ref c, cStride, ref start, startStride, ref a, rowStride, innerStride, ref b, bStride, chains, depth, ref stack); break;
            case 10: Tile<TVector, TVectors, Size10, TBreadth, TStarts>.Compute(ref c, cStride, ref start, startStride, ref a, rowStride, innerStride, ref b, bStride, chains, depth, ref stack); break;
            case 11: Tile<TVector, TVectors, Size11, TBreadth, TStarts>.Compute(ref c, cStride, ref start, startStride, ref a, rowStride, innerStride, ref b, bStride, chains, depth, ref stack); break;
            case 12: Tile<TVector, TVectors, Size12, TBreadth, TStarts>.Compute(ref c, cStride, ref start, startStride, ref a, rowStride, innerStride, ref b, bStride, chains, depth, ref stack); break;
            default: throw new ArgumentOutOfRangeException(nameof(rows));
        }
    }
}

using System.Runtime.Intrinsics;

namespace ActorBackprop.Learning.Kernels;

/// <summary>
/// The breadths of tiles that a product of one width of vectors has: the one it is made for, and what narrower ones are left
/// for the last columns.
/// </summary>
/// <typeparam name="TVector">The vectors.</typeparam>
/// <typeparam name="TVectors">What can be done with them.</typeparam>
/// <typeparam name="TRows">Most rows of a tile of the largest breadth.</typeparam>
/// <typeparam name="TBreadth">Vectors of that breadth, 2 or 3.</typeparam>
internal static class Breadths<TVector, TVectors, TRows, TBreadth>
    where TVector : struct where TVectors : IVectors<TVector> where TRows : ISize where TBreadth : ISize
{
    /// <summary>Columns of the largest breadth.</summary>
    public static int Widest => TBreadth.Count * TVectors.Lanes;

    /// <summary>
    /// Columns of the next tiles: those of the largest breadth, two vectors, one, or the eight floats that half a vector of
    /// 512 bits is. Four vectors are left to two pairs, which is faster than three and one.
    /// </summary>
    /// <param name="columns">Columns that are left.</param>
    public static int Next(int columns)
    {
        if (columns >= Widest && !(TBreadth.Count == 3 && columns == 4 * TVectors.Lanes)) return Widest;
        return columns >= 2 * TVectors.Lanes ? 2 * TVectors.Lanes : columns >= TVectors.Lanes ? TVectors.Lanes : 8;
    }

    /// <summary>Most rows of a tile: as many as there are registers for its sums.</summary>
    /// <param name="width">Its columns.</param>
    public static int Rows(int width) => TBreadth.Count == 3 && width < Widest ? (width == 2 * TVectors.Lanes ? 6 : 12) : TRows.Count;

    /// <summary>Computes a tile of some width; see <see cref="Tile{TVector, TVectors, TRows, TBreadth, TStarts}"/>.</summary>
    public static void Tile<TStarts>(int width, int rows, ref float c, nint cStride, ref float start, nint startStride, ref float a,
        nint rowStride, nint innerStride, ref float b, nint bStride, ReadOnlySpan<Chain> chains, int depth, ref float stack)
        where TStarts : ISize
    {
        if (TBreadth.Count == 3 && width == Widest)
            Tiles<TVector, TVectors, Size3, TStarts>.Compute(
                rows, ref c, cStride, ref start, startStride, ref a, rowStride, innerStride, ref b, bStride, chains, depth, ref stack);
        else if (width == 2 * TVectors.Lanes)
            Tiles<TVector, TVectors, Size2, TStarts>.Compute(
                rows, ref c, cStride, ref start, startStride, ref a, rowStride, innerStride, ref b, bStride, chains, depth, ref stack);
        else if (width == TVectors.Lanes)
            Tiles<TVector, TVectors, Size1, TStarts>.Compute(
                rows, ref c, cStride, ref start, startStride, ref a, rowStride, innerStride, ref b, bStride, chains, depth, ref stack);
        else
            Tiles<Vector256<float>, Vectors256, Size1, TStarts>.Compute(
                rows, ref c, cStride, ref start, startStride, ref a, rowStride, innerStride, ref b, bStride, chains, depth, ref stack);
    }
}

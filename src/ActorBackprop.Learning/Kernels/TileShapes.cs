using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorBackprop.Learning.Kernels;

/// <summary>
/// The tiles that a product of one width of vectors is made of: the broadest one, and narrower ones for the last columns.
/// </summary>
/// <typeparam name="TVector">The vectors.</typeparam>
/// <typeparam name="TVectors">The operations on them.</typeparam>
/// <typeparam name="TRows">The most rows of the broadest tile.</typeparam>
/// <typeparam name="TBreadth">Vectors of a row of the broadest tile, 2 or 3.</typeparam>
internal static class TileShapes<TVector, TVectors, TRows, TBreadth>
    where TVector : struct where TVectors : IVectors<TVector> where TRows : ISize where TBreadth : ISize
{
    /// <summary>Columns of the broadest tile.</summary>
    public static int Widest => TBreadth.Count * TVectors.Lanes;

    /// <summary>
    /// Returns the columns of the next tiles: those of the broadest, two vectors, one, or the eight floats that half a vector of
    /// 512 bits is. Four vectors become two pairs, which is faster than three and one.
    /// </summary>
    /// <param name="columns">Columns that are left.</param>
    public static int NextWidth(int columns)
    {
        if (columns >= Widest && !(TBreadth.Count == 3 && columns == 4 * TVectors.Lanes)) return Widest;
        return columns >= 2 * TVectors.Lanes ? 2 * TVectors.Lanes : columns >= TVectors.Lanes ? TVectors.Lanes : 8;
    }

    /// <summary>Returns the most rows of a tile: as many as there are registers for its sums.</summary>
    /// <param name="width">Its columns.</param>
    public static int MaxRows(int width) =>
        TBreadth.Count == 3 && width < Widest ? (width == 2 * TVectors.Lanes ? 6 : 12) : TRows.Count;

    /// <summary>Computes a tile.</summary>
    /// <typeparam name="TStarts">See <see cref="Tile{TVector, TVectors, TRows, TBreadth, TStarts}"/>.</typeparam>
    public static void Compute<TStarts>(int width, int rows, scoped in TileOperands operands) where TStarts : ISize
    {
        if (TBreadth.Count == 3 && width == Widest) Compute<TVector, TVectors, Size3, TStarts>(rows, in operands);
        else if (width == 2 * TVectors.Lanes) Compute<TVector, TVectors, Size2, TStarts>(rows, in operands);
        else if (width == TVectors.Lanes) Compute<TVector, TVectors, Size1, TStarts>(rows, in operands);
        else Compute<Vector256<float>, Vectors256, Size1, TStarts>(rows, in operands);
    }

    /// <summary>Computes a tile by its rows: each height is compiled when it is first needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Compute<TV, TOperations, TVectorsOfRow, TStarts>(int rows, scoped in TileOperands operands)
        where TV : struct where TOperations : IVectors<TV> where TVectorsOfRow : ISize where TStarts : ISize
    {
        switch (rows)
        {
            case 1: Tile<TV, TOperations, Size1, TVectorsOfRow, TStarts>.Compute(in operands); break;
            case 2: Tile<TV, TOperations, Size2, TVectorsOfRow, TStarts>.Compute(in operands); break;
            case 3: Tile<TV, TOperations, Size3, TVectorsOfRow, TStarts>.Compute(in operands); break;
            case 4: Tile<TV, TOperations, Size4, TVectorsOfRow, TStarts>.Compute(in operands); break;
            case 5: Tile<TV, TOperations, Size5, TVectorsOfRow, TStarts>.Compute(in operands); break;
            case 6: Tile<TV, TOperations, Size6, TVectorsOfRow, TStarts>.Compute(in operands); break;
            case 7: Tile<TV, TOperations, Size7, TVectorsOfRow, TStarts>.Compute(in operands); break;
            case 8: Tile<TV, TOperations, Size8, TVectorsOfRow, TStarts>.Compute(in operands); break;
            case 9: Tile<TV, TOperations, Size9, TVectorsOfRow, TStarts>.Compute(in operands); break;
            case 10: Tile<TV, TOperations, Size10, TVectorsOfRow, TStarts>.Compute(in operands); break;
            case 11: Tile<TV, TOperations, Size11, TVectorsOfRow, TStarts>.Compute(in operands); break;
            case 12: Tile<TV, TOperations, Size12, TVectorsOfRow, TStarts>.Compute(in operands); break;
            default: throw new ArgumentOutOfRangeException(nameof(rows));
        }
    }
}

/// <summary>A number that the compiler knows when it compiles a kernel.</summary>
internal interface ISize
{
    /// <summary>The number.</summary>
    static abstract int Count { get; }
}

internal readonly struct Size0 : ISize { public static int Count => 0; }
internal readonly struct Size1 : ISize { public static int Count => 1; }
internal readonly struct Size2 : ISize { public static int Count => 2; }
internal readonly struct Size3 : ISize { public static int Count => 3; }
internal readonly struct Size4 : ISize { public static int Count => 4; }
internal readonly struct Size5 : ISize { public static int Count => 5; }
internal readonly struct Size6 : ISize { public static int Count => 6; }
internal readonly struct Size7 : ISize { public static int Count => 7; }
internal readonly struct Size8 : ISize { public static int Count => 8; }
internal readonly struct Size9 : ISize { public static int Count => 9; }
internal readonly struct Size10 : ISize { public static int Count => 10; }
internal readonly struct Size11 : ISize { public static int Count => 11; }
internal readonly struct Size12 : ISize { public static int Count => 12; }

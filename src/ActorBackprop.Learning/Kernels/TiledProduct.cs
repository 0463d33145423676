using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorBackprop.Learning.Kernels;

/// <summary>
/// The product by vectors of one width. The inner index is cut into blocks: between two of them the sums are stored and
/// loaded again, so that each stays one chain. For a block and a breadth of columns the right factor becomes a panel that
/// stays in the first cache while the tiles of all rows go over it. The left factor is packed by four rows, too, where tiles have
/// four rows and there are enough columns to make that worth a copy.
/// </summary>
internal sealed class TiledProduct<TVector, TVectors, TRows, TBreadth> : Product
    where TVector : struct where TVectors : IVectors<TVector> where TRows : ISize where TBreadth : ISize
{
    /// <inheritdoc/>
    public override int Bits => TVectors.Lanes * 32;

    /// <inheritdoc/>
    public override void Compute(ProductMemory memory, in ProductOperands product)
    {
        if (product.Rows == 0) return;
        product.Check();
        new Computation(memory, product, stackalloc Chain[1]).Run();
    }

    /// <summary>The state of one product's loops, from the outermost to the tiles.</summary>
    private ref struct Computation
    {
        private const int Large = 1 << 17; // floats: beyond the second cache, prefetching is worthwhile

        private readonly ProductOperands _product;
        private readonly ProductBlocks _blocks;
        private readonly Span<float> _panels, _packedLeft;
        private readonly Span<Chain> _single; // the chain of an element that has only one
        private readonly bool _isLargeB, _isLargeC;
        private TileOperands _tile;
        private ref float _left; // the block's rows of the left factor, and the floats from one row to the next
        private nint _leftStride;
        private int _inner, _terms; // where the block of the inner index begins, and how long it is
        private int _row, _end; // where the block of rows begins and ends

        public Computation(ProductMemory memory, ProductOperands product, Span<Chain> single)
        {
            _product = product;
            _single = single;
            _blocks = new ProductBlocks(in product, TileShapes<TVector, TVectors, TRows, TBreadth>.Widest, canPackLeft: TRows.Count == 4);
            _panels = memory.Panels(_blocks.PanelFloats);
            _packedLeft = memory.Lefts(_blocks.LeftFloats);
            _isLargeB = _blocks.IsPacked && product.Inner * product.Columns > Large;
            _isLargeC = product.Rows * product.Columns > Large;
            _tile = new TileOperands
            {
                CStride = product.CStride,
                Chains = product.IsFolded ? product.Chains : single,
                Depth = product.Adds ? 1 : 0,
                Stack = ref MemoryMarshal.GetReference(memory.Stack),
            };
        }

        public void Run()
        {
            for (_inner = 0; _inner < _product.Inner; _inner += _blocks.Inner)
            {
                _terms = Math.Min(_blocks.Inner, _product.Inner - _inner);
                _single[0] = new Chain(_terms, 0);
                for (_row = 0; _row < _product.Rows; _row += _blocks.Rows)
                {
                    _end = Math.Min(_row + _blocks.Rows, _product.Rows);
                    ComputeRows();
                }
            }
        }

        /// <summary>Adds the block of the inner index to the block of rows.</summary>
        private void ComputeRows()
        {
            var a = _product.A;
            _left = ref At(a.Floats, _row * a.RowStride + _inner * a.InnerStride);
            (_tile.ARowStride, _tile.AInnerStride, _leftStride) = (a.RowStride, a.InnerStride, a.RowStride);
            if (_blocks.IsLeftPacked)
            {
                Packing.PackLeft(ref At(_packedLeft, 0), ref _left, a.RowStride, a.InnerStride, _end - _row, _terms);
                _left = ref At(_packedLeft, 0);
                (_tile.ARowStride, _tile.AInnerStride, _leftStride) = (1, 4, _terms);
            }
            for (var (column, width) = (0, 0); column < _product.Columns; column += width)
            {
                width = TileShapes<TVector, TVectors, TRows, TBreadth>.NextWidth(_product.Columns - column);
                FindPanel(column, width);
                ComputeTiles(column, width);
            }
        }

        /// <summary>Finds the tiles' columns of the right factor, in its panel where it is packed.</summary>
        private void FindPanel(int column, int width)
        {
            var b = _product.B;
            if (!_blocks.IsPacked)
            {
                _tile.B = ref At(b.Floats, _inner * b.Stride + column);
                _tile.BStride = b.Stride;
                return;
            }
            _tile.B = ref At(_panels, _blocks.HasAllPanels ? column * _blocks.PanelRows : 0);
            _tile.BStride = width;
            if (_row > 0) return; // the first block of rows has packed it
            if (b.IsTransposed)
                Packing.Transpose(ref _tile.B, width, ref At(b.Floats, column * b.Stride + _inner), b.Stride, _terms, b.Valid - column);
            else Packing.Copy(ref _tile.B, width, ref At(b.Floats, _inner * b.Stride + column), b.Stride, _terms);
        }

        private void ComputeTiles(int column, int width)
        {
            var startsAtZero = _inner == 0 && _product.Start.IsEmpty;
            var isShort = startsAtZero && !_product.Adds && ShortTile.Fits(width, _product.Inner, _product.Chains);
            var height = isShort ? ShortTile.Rows : _blocks.IsLeftPacked ? 4 : TileShapes<TVector, TVectors, TRows, TBreadth>.MaxRows(width);
            for (var row = _row; row < _end; row += height)
            {
                var rows = Math.Min(height, _end - row);
                _tile.C = ref At(_product.C, row * _product.CStride + column);
                _tile.A = ref Unsafe.Add(ref _left, (row - _row) * _leftStride);
                Prefetch(column, width, row, rows, height);
                if (isShort && rows == ShortTile.Rows) ShortTile.Compute(in _tile);
                else if (startsAtZero) TileShapes<TVector, TVectors, TRows, TBreadth>.Compute<Size0>(width, rows, in _tile);
                else
                {
                    _tile.Start = ref _inner > 0 ? ref _tile.C : ref At(_product.Start, column);
                    _tile.StartStride = _inner > 0 ? _product.CStride : 0;
                    TileShapes<TVector, TVectors, TRows, TBreadth>.Compute<Size1>(width, rows, in _tile);
                }
            }
        }

        /// <summary>Prefetches the next tile of C and a share of the memory that the next panel is made from.</summary>
        private readonly void Prefetch(int column, int width, int row, int rows, int height)
        {
            var next = row + rows;
            var b = _product.B;
            if (_isLargeC && next < _end)
                Kernels.Prefetch.Rows(ref At(_product.C, next * _product.CStride + column), _product.CStride, Math.Min(height, _end - next), width);
            column += width;
            if (!_isLargeB || _row > 0 || column >= _product.Columns) return;
            width = TileShapes<TVector, TVectors, TRows, TBreadth>.NextWidth(_product.Columns - column);
            if (b.IsTransposed)
            {
                var (first, last) = (Math.Min(width * row / _end, b.Valid - column), Math.Min(width * next / _end, b.Valid - column));
                Kernels.Prefetch.Rows(ref At(b.Floats, (column + first) * b.Stride + _inner), b.Stride, last - first, _terms);
            }
            else
            {
                var (first, last) = (_terms * row / _end, _terms * next / _end);
                Kernels.Prefetch.Rows(ref At(b.Floats, (_inner + first) * b.Stride + column), b.Stride, last - first, width);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ref float At(ReadOnlySpan<float> floats, int index) => ref Unsafe.Add(ref MemoryMarshal.GetReference(floats), index);
    }
}

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

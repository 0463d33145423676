using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorBackprop.Learning.Kernels;

/// <summary>
/// The product by vectors of one width. The inner index is cut into blocks: between two of them the sums are stored and
/// loaded again, so that each stays one chain. For a block and a breadth of columns the right factor becomes a panel that
/// stays in the first cache while the tiles of all rows go over it; tiles of four rows find theirs side by side, too, where
/// there are enough columns to make that worth a copy.
/// </summary>
internal sealed class ProductOf<TVector, TVectors, TRows, TBreadth> : Product
    where TVector : struct where TVectors : IVectors<TVector> where TRows : ISize where TBreadth : ISize
{
    private const int Large = 1 << 17; // floats: beyond the second cache it is worth asking for memory early

    private static int Widest => Breadths<TVector, TVectors, TRows, TBreadth>.Widest;

    /// <inheritdoc/>
    public override int Bits => TVectors.Lanes * 32;

    /// <inheritdoc/>
    public override void Compute(ProductMemory memory, Span<float> c, int cStride, Factor a, Right b, ReadOnlySpan<float> start,
        int rows, int inner, int columns, ReadOnlySpan<Chain> chains, bool add)
    {
        if (rows == 0) return;
        Check(c, cStride, a, b, start, rows, inner, columns, chains, add);
        var isFolded = add || chains.Length > 1;
        var blocks = new Blocks(rows, inner, columns, b, isFolded, Widest, canPackLeft: TRows.Count == 4);
        var (isLargeB, isLargeC) = (blocks.IsPacked && inner * columns > Large, rows * columns > Large);
        ref var c0 = ref MemoryMarshal.GetReference(c);
        ref var a0 = ref MemoryMarshal.GetReference(a.Floats);
        ref var b0 = ref MemoryMarshal.GetReference(b.Floats);
        ref var panels = ref MemoryMarshal.GetReference(memory.Panels(blocks.PanelFloats));
        ref var lefts = ref MemoryMarshal.GetReference(memory.Lefts(blocks.LeftFloats));
        ref var stack = ref MemoryMarshal.GetReference(memory.Stack);
        Span<Chain> one = stackalloc Chain[1];
        for (var k = 0; k < inner; k += blocks.Inner)
        {
            var length = Math.Min(blocks.Inner, inner - k);
            one[0] = new Chain(length, 0);
            for (var row = 0; row < rows; row += blocks.Rows)
            {
                var end = Math.Min(row + blocks.Rows, rows);
                ref var left = ref Unsafe.Add(ref a0, row * a.RowStride + k * a.InnerStride);
                nint leftRow = a.RowStride, leftInner = a.InnerStride;
                if (blocks.IsLeftPacked)
                {
                    Panels.Left(ref lefts, ref left, leftRow, leftInner, end - row, length);
                    left = ref lefts;
                    (leftRow, leftInner) = (1, 4);
                }
                for (var (column, width) = (0, 0); column < columns; column += width)
                {
                    width = Breadths<TVector, TVectors, TRows, TBreadth>.Next(columns - column);
                    ref var panel = ref Unsafe.Add(ref b0, k * b.Stride + column);
                    if (blocks.IsPacked) panel = ref Unsafe.Add(ref panels, blocks.HasAllPanels ? column * blocks.PanelRows : 0);
                    if (blocks.IsPacked && row == 0) Pack(b, ref b0, k, column, ref panel, width, length);
                    nint panelStride = blocks.IsPacked ? width : b.Stride;
                    var isShort = isFolded && !add && start.IsEmpty && ShortTile.Fits(width, inner, chains);
                    var height = isShort ? ShortTile.Rows : blocks.IsLeftPacked ? 4 : Breadths<TVector, TVectors, TRows, TBreadth>.Rows(width);
                    for (var r = row; r < end; r += height)
                    {
                        ref var to = ref Unsafe.Add(ref c0, r * cStride + column);
                        ref var from = ref Unsafe.Add(ref left, (r - row) * (blocks.IsLeftPacked ? length : leftRow));
                        var tall = Math.Min(height, end - r);
                        var (nextRow, nextColumn) = (r + tall, column + width);
                        if (isLargeC && nextRow < end)
                            Ahead.Fetch(ref Unsafe.Add(ref to, tall * cStride), cStride, Math.Min(height, end - nextRow), width);
                        if (isLargeB && row == 0 && nextColumn < columns) FetchNextPanel(b, ref b0, k, length, nextColumn, r, nextRow, end, columns);
                        ref var begin = ref k > 0 ? ref to : ref Unsafe.Add(ref MemoryMarshal.GetReference(start), column);
                        if (isShort && tall == ShortTile.Rows)
                            ShortTile.Compute(ref to, cStride, ref from, leftRow, leftInner, ref panel, panelStride, chains);
                        else if (k == 0 && start.IsEmpty)
                            Breadths<TVector, TVectors, TRows, TBreadth>.Tile<Size0>(width, tall, ref to, cStride, ref to, 0,
                                ref from, leftRow, leftInner, ref panel, panelStride, isFolded ? chains : one, add ? 1 : 0, ref stack);
                        else
                            Breadths<TVector, TVectors, TRows, TBreadth>.Tile<Size1>(width, tall, ref to, cStride, ref begin, k > 0 ? cStride : 0,
                                ref from, leftRow, leftInner, ref panel, panelStride, isFolded ? chains : one, add ? 1 : 0, ref stack);
                    }
                }
            }
        }
    }

    private static void Pack(Right b, ref float b0, int k, int column, ref float panel, int width, int length)
    {
        if (b.IsTransposed)
            Panels.Transpose(ref panel, width, ref Unsafe.Add(ref b0, column * b.Stride + k), b.Stride, length, b.Valid - column);
        else Panels.Copy(ref panel, width, ref Unsafe.Add(ref b0, k * b.Stride + column), b.Stride, length);
    }

    /// <summary>The tiles read and write without bounds checks: this door checks once.</summary>
    private static void Check(ReadOnlySpan<float> c, int cStride, Factor a, Right b, ReadOnlySpan<float> start,
        int rows, int inner, int columns, ReadOnlySpan<Chain> chains, bool add)
    {
        _ = c[(rows - 1) * cStride + columns - 1];
        _ = a.Floats[(rows - 1) * a.RowStride + (inner - 1) * a.InnerStride];
        _ = b.Floats[b.IsTransposed ? (b.Valid - 1) * b.Stride + (inner + 3) / 4 * 4 - 1 : (inner - 1) * b.Stride + columns - 1];
        if (!start.IsEmpty) _ = start[columns - 1];
        var (terms, depth) = (0, add ? 1 : 0);
        foreach (var chain in chains)
        {
            terms += chain.Length;
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)(depth -= chain.Folds), (uint)ProductMemory.MostDepth, nameof(chains));
            depth++;
        }
        ArgumentOutOfRangeException.ThrowIfNotEqual(terms, inner, nameof(chains));
    }

    /// <summary>Asks for a share of what the next panel is made of, the more tiles this one goes over the smaller.</summary>
    private static void FetchNextPanel(Right b, ref float b0, int k, int length, int column, int row, int nextRow, int rows, int columns)
    {
        var width = Breadths<TVector, TVectors, TRows, TBreadth>.Next(columns - column);
        if (b.IsTransposed)
        {
            var (first, last) = (Math.Min(width * row / rows, b.Valid - column), Math.Min(width * nextRow / rows, b.Valid - column));
            Ahead.Fetch(ref Unsafe.Add(ref b0, (column + first) * b.Stride + k), b.Stride, last - first, length);
        }
        else
        {
            var (first, last) = (length * row / rows, length * nextRow / rows);
            Ahead.Fetch(ref Unsafe.Add(ref b0, (k + first) * b.Stride + column), b.Stride, last - first, width);
        }
    }
}

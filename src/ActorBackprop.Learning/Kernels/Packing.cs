using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ActorBackprop.Learning.Kernels;

/// <summary>
/// Copies factors to where a tile reads them from front to back: the right factor's columns for one breadth of tiles become a panel,
/// the left factor's rows stand together by fours. What a tile reads then stays in the first cache for the next one.
/// </summary>
internal static class Packing
{
    /// <summary>Copies columns: panel[inner][width] = from[inner][stride].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(ref float panel, int width, ref float from, nint stride, int inner)
    {
        for (var k = 0; k < inner; k++)
        {
            for (var j = 0; j < width; j += 8) Vector256.LoadUnsafe(ref Unsafe.Add(ref from, j)).StoreUnsafe(ref Unsafe.Add(ref panel, j));
            panel = ref Unsafe.Add(ref panel, width);
            from = ref Unsafe.Add(ref from, stride);
        }
    }

    /// <summary>
    /// Transposes: panel[inner][width] = from[width][stride]ᵀ, in blocks of 4 by 4: up to three rows more than
    /// <paramref name="inner"/> are read and written. Columns from <paramref name="valid"/> on are 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(ref float panel, int width, ref float from, nint stride, int inner, int valid)
    {
        for (var j = 0; j < width; j += 4)
        {
            ref var to = ref Unsafe.Add(ref panel, j);
            ref var row = ref Unsafe.Add(ref from, j * stride);
            for (var k = 0; k < inner; k += 4)
            {
                var r0 = j < valid ? Vector128.LoadUnsafe(ref row) : default;
                var r1 = j + 1 < valid ? Vector128.LoadUnsafe(ref Unsafe.Add(ref row, stride)) : default;
                var r2 = j + 2 < valid ? Vector128.LoadUnsafe(ref Unsafe.Add(ref row, 2 * stride)) : default;
                var r3 = j + 3 < valid ? Vector128.LoadUnsafe(ref Unsafe.Add(ref row, 3 * stride)) : default;
                var (low01, high01) = Zip(r0, r2);
                var (low23, high23) = Zip(r1, r3);
                var (c0, c1) = Zip(low01, low23);
                var (c2, c3) = Zip(high01, high23);
                c0.StoreUnsafe(ref to);
                c1.StoreUnsafe(ref Unsafe.Add(ref to, width));
                c2.StoreUnsafe(ref Unsafe.Add(ref to, 2 * width));
                c3.StoreUnsafe(ref Unsafe.Add(ref to, 3 * width));
                row = ref Unsafe.Add(ref row, 4);
                to = ref Unsafe.Add(ref to, 4 * width);
            }
        }
    }

    /// <summary>
    /// Packs the left factor: to[rows / 4][inner][4] = from[rows][inner], so that the terms of four rows for one step stand together.
    /// The rows that the last four lack are not written.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackLeft(ref float to, ref float from, nint rowStride, nint innerStride, int rows, int inner)
    {
        for (var row = 0; row < rows; row += 4)
        {
            ref var four = ref Unsafe.Add(ref to, row * inner);
            ref var first = ref Unsafe.Add(ref from, row * rowStride);
            var k = 0;
            if (row + 4 <= rows && rowStride == 1)
                for (; k < inner; k++) Vector128.LoadUnsafe(ref Unsafe.Add(ref first, k * innerStride)).StoreUnsafe(ref Unsafe.Add(ref four, 4 * k));
            else if (row + 4 <= rows && innerStride == 1)
                Transpose(ref four, 4, ref first, rowStride, k = inner / 4 * 4, valid: 4);
            for (; k < inner; k++)
                for (var r = 0; r < Math.Min(4, rows - row); r++)
                    Unsafe.Add(ref four, 4 * k + r) = Unsafe.Add(ref first, r * rowStride + k * innerStride);
        }
    }

    /// <summary>Returns x₀ y₀ x₁ y₁ and x₂ y₂ x₃ y₃.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Low, Vector128<float> High) Zip(Vector128<float> x, Vector128<float> y)
    {
        if (Sse.IsSupported) return (Sse.UnpackLow(x, y), Sse.UnpackHigh(x, y));
        if (AdvSimd.Arm64.IsSupported) return (AdvSimd.Arm64.ZipLow(x, y), AdvSimd.Arm64.ZipHigh(x, y));
        return (Vector128.Create(x[0], y[0], x[1], y[1]), Vector128.Create(x[2], y[2], x[3], y[3]));
    }
}

/// <summary>The blocks that a product is cut into, so that the memory its tiles read stays in the caches. They change no number.</summary>
internal readonly struct ProductBlocks
{
    private const int InnerBlock = 256, RowsInSecondCache = 240, FewRows = 12;
    private const int ManyColumns = 64; // copying four rows takes about as long as reading them for a few columns

    /// <param name="product">The product.</param>
    /// <param name="widest">The columns of the broadest tile.</param>
    /// <param name="canPackLeft">Whether there are tiles of four rows, as they are packed.</param>
    public ProductBlocks(in ProductOperands product, int widest, bool canPackLeft)
    {
        var (rows, inner) = (product.Rows, product.Inner);
        IsPacked = product.B.IsTransposed || (rows > FewRows && product.B.Stride > widest);
        IsLeftPacked = canPackLeft && rows > FewRows && product.Columns >= ManyColumns;
        Inner = product.IsFolded || (rows <= FewRows && !IsPacked) ? inner : Even(inner, InnerBlock, 8);
        Rows = rows <= RowsInSecondCache * 3 / 2 ? rows : RowsInSecondCache;
        HasAllPanels = Rows < rows;
        PanelRows = (Inner + 3) / 4 * 4;
        PanelFloats = IsPacked ? PanelRows * (HasAllPanels ? product.Columns : widest) : 0;
        LeftFloats = IsLeftPacked ? (Rows + 3) / 4 * 4 * Inner : 0;
    }

    /// <summary>Whether the right factor is copied into panels.</summary>
    public bool IsPacked { get; }

    /// <summary>Whether the left factor is copied, too, by four rows.</summary>
    public bool IsLeftPacked { get; }

    /// <summary>The terms of a block. The inner index is not cut if an element is more than one chain.</summary>
    public int Inner { get; }

    /// <summary>The rows of a block.</summary>
    public int Rows { get; }

    /// <summary>Whether the panels of all columns are kept, for the next block of rows.</summary>
    public bool HasAllPanels { get; }

    /// <summary>Rows of a panel: up to three more than terms, which a transposed panel needs.</summary>
    public int PanelRows { get; }

    /// <summary>The floats of the panels.</summary>
    public int PanelFloats { get; }

    /// <summary>The floats of the packed left factor.</summary>
    public int LeftFloats { get; }

    /// <summary>Returns the size of the fewest blocks, all of nearly the same size, none above <paramref name="max"/>.</summary>
    private static int Even(int length, int max, int multiple)
    {
        var blocks = (length + max - 1) / max;
        return ((length + blocks - 1) / blocks + multiple - 1) / multiple * multiple;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorBackprop.Learning.Kernels;

/// <summary>
/// C(rows, columns) = start(columns) + A(rows, inner) B(inner, columns): the three products of a dense layer are this one.
/// <list type="bullet">
/// <item>forward: Z(samples, outputs) = b + X(samples, inputs) W(inputs, outputs);</item>
/// <item>input's gradient: dX(samples, inputs) = dZ(samples, outputs) Wᵀ(outputs, inputs);</item>
/// <item>weights' gradient: dW(inputs, outputs) = Xᵀ(inputs, samples) dZ(samples, outputs).</item>
/// </list>
/// Each element is one chain of fused multiply-adds over the inner index, in order, that begins with its start. Lanes
/// are neighbouring columns, never terms of one sum: which tile an element falls into cannot change its bits. To add the
/// product to what C holds is one addition an element, after the chain: the gradient tree's, saved a pass over memory.
/// </summary>
internal static class Product
{
    private const int TileColumns = 4 * Lane, TileRows = 2, Lane = 8;

    /// <param name="c">[rows][stride]; every column up to the stride is written.</param>
    /// <param name="a">[rows][inner].</param>
    /// <param name="b">[inner][stride].</param>
    /// <param name="start">[stride], or empty for 0.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="inner">Length of each sum.</param>
    /// <param name="stride">Columns of B and C, a multiple of 8.</param>
    /// <param name="add">Whether the product is added to C, or overwrites it.</param>
    public static void Compute(
        Span<float> c, Factor a, ReadOnlySpan<float> b, ReadOnlySpan<float> start, int rows, int inner, int stride, bool add = false)
    {
        if (rows == 0) return;
        // The tiles below read and write without bounds checks: this door checks once.
        _ = c[rows * stride - 1];
        _ = b[inner * stride - 1];
        _ = a.Floats[(rows - 1) * a.RowStride + (inner - 1) * a.InnerStride];
        if (!start.IsEmpty) _ = start[stride - 1];

        ref var c0 = ref MemoryMarshal.GetReference(c);
        ref var a0 = ref MemoryMarshal.GetReference(a.Floats);
        ref var b0 = ref MemoryMarshal.GetReference(b);
        var column = 0;
        for (; column + TileColumns <= stride; column += TileColumns)
        {
            var from = start.IsEmpty ? start : start.Slice(column, TileColumns);
            var row = 0;
            for (; row + TileRows <= rows; row += TileRows)
                WideTile(ref At(ref c0, row * stride + column), ref At(ref a0, row * a.RowStride), a.RowStride, a.InnerStride,
                    ref At(ref b0, column), from, inner, stride, add);
            if (row < rows)
                for (var j = 0; j < TileColumns; j += Lane)
                    NarrowTile(ref At(ref c0, row * stride + column + j), ref At(ref a0, row * a.RowStride), a.InnerStride,
                        ref At(ref b0, column + j), from.IsEmpty ? from : from[j..], inner, stride, add);
        }
        for (; column < stride; column += Lane)
            for (var row = 0; row < rows; row++)
                NarrowTile(ref At(ref c0, row * stride + column), ref At(ref a0, row * a.RowStride), a.InnerStride,
                    ref At(ref b0, column), start.IsEmpty ? start : start.Slice(column, Lane), inner, stride, add);
    }

    /// <summary>2 rows × 32 columns: eight sums in registers, each loaded weight used twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // full speed from the first call on
    private static void WideTile(ref float c, ref float a, int rowStride, int innerStride, ref float b,
        ReadOnlySpan<float> start, int inner, int stride, bool add)
    {
        var (s0, s1, s2, s3) = start.IsEmpty
            ? (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero)
            : (Vector256.Create(start), Vector256.Create(start[8..]), Vector256.Create(start[16..]), Vector256.Create(start[24..]));
        var (t0, t1, t2, t3) = (s0, s1, s2, s3);
        for (var k = 0; k < inner; k++)
        {
            var x = Vector256.Create(a);
            var y = Vector256.Create(At(ref a, rowStride));
            var w0 = Vector256.LoadUnsafe(ref b);
            var w1 = Vector256.LoadUnsafe(ref b, 8);
            var w2 = Vector256.LoadUnsafe(ref b, 16);
            var w3 = Vector256.LoadUnsafe(ref b, 24);
            s0 = Vector256.FusedMultiplyAdd(x, w0, s0);
            s1 = Vector256.FusedMultiplyAdd(x, w1, s1);
            s2 = Vector256.FusedMultiplyAdd(x, w2, s2);
            s3 = Vector256.FusedMultiplyAdd(x, w3, s3);
            t0 = Vector256.FusedMultiplyAdd(y, w0, t0);
            t1 = Vector256.FusedMultiplyAdd(y, w1, t1);
            t2 = Vector256.FusedMultiplyAdd(y, w2, t2);
            t3 = Vector256.FusedMultiplyAdd(y, w3, t3);
            a = ref At(ref a, innerStride);
            b = ref At(ref b, stride);
        }
        StoreRow(ref c, s0, s1, s2, s3, add);
        StoreRow(ref At(ref c, stride), t0, t1, t2, t3, add);
    }

    /// <summary>1 row × 8 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // full speed from the first call on
    private static void NarrowTile(ref float c, ref float a, int innerStride, ref float b,
        ReadOnlySpan<float> start, int inner, int stride, bool add)
    {
        var sum = start.IsEmpty ? Vector256<float>.Zero : Vector256.Create(start);
        for (var k = 0; k < inner; k++)
        {
            sum = Vector256.FusedMultiplyAdd(Vector256.Create(a), Vector256.LoadUnsafe(ref b), sum);
            a = ref At(ref a, innerStride);
            b = ref At(ref b, stride);
        }
        Store(ref c, sum, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(
        ref float c, Vector256<float> v0, Vector256<float> v1, Vector256<float> v2, Vector256<float> v3, bool add)
    {
        Store(ref c, v0, add);
        Store(ref At(ref c, 8), v1, add);
        Store(ref At(ref c, 16), v2, add);
        Store(ref At(ref c, 24), v3, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float c, Vector256<float> sum, bool add) =>
        (add ? Vector256.LoadUnsafe(ref c) + sum : sum).StoreUnsafe(ref c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float At(ref float origin, int floats) => ref Unsafe.Add(ref origin, floats);
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorBackprop.Learning.Kernels;

/// <summary>The operands of a tile in memory, each from the tile's first element on.</summary>
internal ref struct TileOperands
{
    /// <summary>C, [rows][columns].</summary>
    public ref float C;

    /// <summary>The start of the chains, [rows][columns].</summary>
    public ref float Start;

    /// <summary>The left factor, [rows][inner].</summary>
    public ref float A;

    /// <summary>The right factor, [inner][columns].</summary>
    public ref float B;

    /// <summary>Room for the sums that wait for their right half, all but the first, which waits in C.</summary>
    public ref float Stack;

    /// <summary>Floats from one row to the next; that of the start is 0 where all rows begin with the same.</summary>
    public nint CStride, StartStride, ARowStride, BStride;

    /// <summary>Floats from one term of a row of A to the next.</summary>
    public nint AInnerStride;

    /// <summary>The chains of each element, one after the other.</summary>
    public ReadOnlySpan<Chain> Chains;

    /// <summary>The number of sums that wait at the beginning: 1 where C holds one that is to be added to, else 0.</summary>
    public int Depth;
}

/// <summary>
/// Computes a tile of a product: up to 12 rows by one or two vectors, or up to 4 rows by three, each sum in a register. The compiler
/// leaves out the rows and vectors that a tile does not have. An element is a chain of fused multiply-adds over the inner index,
/// from its start; where the inner index is cut into microbatches there is a chain for each of them, and the tree adds them while
/// they are in registers and the first cache.
/// </summary>
/// <typeparam name="TVector">The vectors.</typeparam>
/// <typeparam name="TVectors">The operations on them.</typeparam>
/// <typeparam name="TRows">Rows of the tile, 1 to 12.</typeparam>
/// <typeparam name="TBreadth">Vectors of a row, 1 to 3.</typeparam>
/// <typeparam name="TStarts">1 where the chains begin with what stands in memory, 0 where they begin with 0.</typeparam>
internal static class Tile<TVector, TVectors, TRows, TBreadth, TStarts>
    where TVector : struct where TVectors : IVectors<TVector> where TRows : ISize where TBreadth : ISize where TStarts : ISize
{
    /// <summary>Computes the tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // full speed from the first call on
    public static void Compute(scoped in TileOperands operands)
    {
        ref var a = ref operands.A;
        ref var b = ref operands.B;
        var (rowStride, innerStride, bStride, depth) = (operands.ARowStride, operands.AInnerStride, operands.BStride, operands.Depth);
        var (rowStride2, rowStride3) = (2 * rowStride, 3 * rowStride);
        foreach (var chain in operands.Chains)
        {
            var sums = default(Sums);
            if (TStarts.Count > 0) sums.Load(ref operands.Start, operands.StartStride);
            ref var a4 = ref Unsafe.Add(ref a, TRows.Count > 4 ? 4 * rowStride : 0);
            ref var a8 = ref Unsafe.Add(ref a, TRows.Count > 8 ? 8 * rowStride : 0);
            var k = chain.Length;
            // Both factors packed: four steps with nothing to count and no address to compute between them. Where two threads
            // share a core, what limits it is how many instructions it takes in, not the multiply-adds.
            if (TRows.Count == 4 && TBreadth.Count == 3 && innerStride == 4 && bStride == 3 * TVectors.Lanes)
                for (; k > 3; k -= 4)
                {
                    sums.MultiplyAdd(ref a, ref a4, ref a8, 1, 2, 3, ref b);
                    sums.MultiplyAdd(ref Unsafe.Add(ref a, 4), ref a4, ref a8, 1, 2, 3, ref Unsafe.Add(ref b, 3 * TVectors.Lanes));
                    sums.MultiplyAdd(ref Unsafe.Add(ref a, 8), ref a4, ref a8, 1, 2, 3, ref Unsafe.Add(ref b, 6 * TVectors.Lanes));
                    sums.MultiplyAdd(ref Unsafe.Add(ref a, 12), ref a4, ref a8, 1, 2, 3, ref Unsafe.Add(ref b, 9 * TVectors.Lanes));
                    a = ref Unsafe.Add(ref a, 16);
                    b = ref Unsafe.Add(ref b, 12 * TVectors.Lanes);
                }
            for (; k > 0; k--)
            {
                sums.MultiplyAdd(ref a, ref a4, ref a8, rowStride, rowStride2, rowStride3, ref b);
                a = ref Unsafe.Add(ref a, innerStride);
                if (TRows.Count > 4) a4 = ref Unsafe.Add(ref a4, innerStride);
                if (TRows.Count > 8) a8 = ref Unsafe.Add(ref a8, innerStride);
                b = ref Unsafe.Add(ref b, bStride);
            }
            for (var fold = chain.Folds; fold > 0; fold--)
            {
                depth--;
                sums.AddLeft(ref Waiting(in operands, depth), StrideOf(in operands, depth));
            }
            sums.Store(ref Waiting(in operands, depth), StrideOf(in operands, depth));
            depth++;
        }
    }

    /// <summary>Returns where the sum at a depth waits for its right half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float Waiting(scoped in TileOperands operands, int depth) => ref depth == 0
        ? ref operands.C
        : ref Unsafe.Add(ref operands.Stack, (depth - 1) * TRows.Count * TBreadth.Count * TVectors.Lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint StrideOf(scoped in TileOperands operands, int depth) =>
        depth == 0 ? operands.CStride : TBreadth.Count * TVectors.Lanes;

    /// <summary>A row of the tile, or the tile's columns of a row of the right factor.</summary>
    private struct Row
    {
        private TVector _v0, _v1, _v2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Row Load(ref float from)
        {
            Row row = default;
            row._v0 = TVectors.Load(ref from);
            if (TBreadth.Count > 1) row._v1 = TVectors.Load(ref Unsafe.Add(ref from, TVectors.Lanes));
            if (TBreadth.Count > 2) row._v2 = TVectors.Load(ref Unsafe.Add(ref from, 2 * TVectors.Lanes));
            return row;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void MultiplyAdd(float a, in Row b)
        {
            var x = TVectors.Create(a);
            _v0 = TVectors.FusedMultiplyAdd(x, b._v0, _v0);
            if (TBreadth.Count > 1) _v1 = TVectors.FusedMultiplyAdd(x, b._v1, _v1);
            if (TBreadth.Count > 2) _v2 = TVectors.FusedMultiplyAdd(x, b._v2, _v2);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void AddLeft(ref float left)
        {
            _v0 = TVectors.Add(TVectors.Load(ref left), _v0);
            if (TBreadth.Count > 1) _v1 = TVectors.Add(TVectors.Load(ref Unsafe.Add(ref left, TVectors.Lanes)), _v1);
            if (TBreadth.Count > 2) _v2 = TVectors.Add(TVectors.Load(ref Unsafe.Add(ref left, 2 * TVectors.Lanes)), _v2);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(ref float to)
        {
            TVectors.Store(_v0, ref to);
            if (TBreadth.Count > 1) TVectors.Store(_v1, ref Unsafe.Add(ref to, TVectors.Lanes));
            if (TBreadth.Count > 2) TVectors.Store(_v2, ref Unsafe.Add(ref to, 2 * TVectors.Lanes));
        }
    }

    /// <summary>
    /// The tile's sums. The compiler keeps each vector of the rows in a register, as long as every method here is inlined.
    /// </summary>
    private struct Sums
    {
        private Row _0, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Load(ref float from, nint stride)
        {
            _0 = Row.Load(ref from);
            if (TRows.Count > 1) _1 = Row.Load(ref from = ref Unsafe.Add(ref from, stride));
            if (TRows.Count > 2) _2 = Row.Load(ref from = ref Unsafe.Add(ref from, stride));
            if (TRows.Count > 3) _3 = Row.Load(ref from = ref Unsafe.Add(ref from, stride));
            if (TRows.Count > 4) _4 = Row.Load(ref from = ref Unsafe.Add(ref from, stride));
            if (TRows.Count > 5) _5 = Row.Load(ref from = ref Unsafe.Add(ref from, stride));
            if (TRows.Count > 6) _6 = Row.Load(ref from = ref Unsafe.Add(ref from, stride));
            if (TRows.Count > 7) _7 = Row.Load(ref from = ref Unsafe.Add(ref from, stride));
            if (TRows.Count > 8) _8 = Row.Load(ref from = ref Unsafe.Add(ref from, stride));
            if (TRows.Count > 9) _9 = Row.Load(ref from = ref Unsafe.Add(ref from, stride));
            if (TRows.Count > 10) _10 = Row.Load(ref from = ref Unsafe.Add(ref from, stride));
            if (TRows.Count > 11) _11 = Row.Load(ref from = ref Unsafe.Add(ref from, stride));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void MultiplyAdd(ref float a0, ref float a4, ref float a8, nint stride, nint stride2, nint stride3, ref float b)
        {
            var row = Row.Load(ref b);
            _0.MultiplyAdd(a0, in row);
            if (TRows.Count > 1) _1.MultiplyAdd(Unsafe.Add(ref a0, stride), in row);
            if (TRows.Count > 2) _2.MultiplyAdd(Unsafe.Add(ref a0, stride2), in row);
            if (TRows.Count > 3) _3.MultiplyAdd(Unsafe.Add(ref a0, stride3), in row);
            if (TRows.Count > 4) _4.MultiplyAdd(a4, in row);
            if (TRows.Count > 5) _5.MultiplyAdd(Unsafe.Add(ref a4, stride), in row);
            if (TRows.Count > 6) _6.MultiplyAdd(Unsafe.Add(ref a4, stride2), in row);
            if (TRows.Count > 7) _7.MultiplyAdd(Unsafe.Add(ref a4, stride3), in row);
            if (TRows.Count > 8) _8.MultiplyAdd(a8, in row);
            if (TRows.Count > 9) _9.MultiplyAdd(Unsafe.Add(ref a8, stride), in row);
            if (TRows.Count > 10) _10.MultiplyAdd(Unsafe.Add(ref a8, stride2), in row);
            if (TRows.Count > 11) _11.MultiplyAdd(Unsafe.Add(ref a8, stride3), in row);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void AddLeft(ref float left, nint stride)
        {
            _0.AddLeft(ref left);
            if (TRows.Count > 1) _1.AddLeft(ref left = ref Unsafe.Add(ref left, stride));
            if (TRows.Count > 2) _2.AddLeft(ref left = ref Unsafe.Add(ref left, stride));
            if (TRows.Count > 3) _3.AddLeft(ref left = ref Unsafe.Add(ref left, stride));
            if (TRows.Count > 4) _4.AddLeft(ref left = ref Unsafe.Add(ref left, stride));
            if (TRows.Count > 5) _5.AddLeft(ref left = ref Unsafe.Add(ref left, stride));
            if (TRows.Count > 6) _6.AddLeft(ref left = ref Unsafe.Add(ref left, stride));
            if (TRows.Count > 7) _7.AddLeft(ref left = ref Unsafe.Add(ref left, stride));
            if (TRows.Count > 8) _8.AddLeft(ref left = ref Unsafe.Add(ref left, stride));
            if (TRows.Count > 9) _9.AddLeft(ref left = ref Unsafe.Add(ref left, stride));
            if (TRows.Count > 10) _10.AddLeft(ref left = ref Unsafe.Add(ref left, stride));
            if (TRows.Count > 11) _11.AddLeft(ref left = ref Unsafe.Add(ref left, stride));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(ref float to, nint stride)
        {
            _0.Store(ref to);
            if (TRows.Count > 1) _1.Store(ref to = ref Unsafe.Add(ref to, stride));
            if (TRows.Count > 2) _2.Store(ref to = ref Unsafe.Add(ref to, stride));
            if (TRows.Count > 3) _3.Store(ref to = ref Unsafe.Add(ref to, stride));
            if (TRows.Count > 4) _4.Store(ref to = ref Unsafe.Add(ref to, stride));
            if (TRows.Count > 5) _5.Store(ref to = ref Unsafe.Add(ref to, stride));
            if (TRows.Count > 6) _6.Store(ref to = ref Unsafe.Add(ref to, stride));
            if (TRows.Count > 7) _7.Store(ref to = ref Unsafe.Add(ref to, stride));
            if (TRows.Count > 8) _8.Store(ref to = ref Unsafe.Add(ref to, stride));
            if (TRows.Count > 9) _9.Store(ref to = ref Unsafe.Add(ref to, stride));
            if (TRows.Count > 10) _10.Store(ref to = ref Unsafe.Add(ref to, stride));
            if (TRows.Count > 11) _11.Store(ref to = ref Unsafe.Add(ref to, stride));
        }
    }
}

/// <summary>
/// Computes a tile of three rows by 32 columns for a few chains of a few terms each, as in a minibatch of ten. There most of the time
/// would go into storing a microbatch's sums and loading them again; so few sums fit into registers, with all that wait for their
/// right half.
/// </summary>
internal static class ShortTile
{
    /// <summary>Rows of the tile.</summary>
    public const int Rows = 3;

    private const int Columns = 2 * 16, MaxChains = 8, MaxTerms = 4; // a tree of eight has three sums waiting at most

    /// <summary>Returns whether this tile is the faster one for a product that begins with 0: its chains are few and short.</summary>
    public static bool Fits(int width, int inner, ReadOnlySpan<Chain> chains) =>
        width == Columns && Vector512.IsHardwareAccelerated && chains.Length is > 1 and <= MaxChains && inner <= MaxTerms * chains.Length;

    /// <summary>Computes the tile, as <see cref="Tile{TVector, TVectors, TRows, TBreadth, TStarts}"/> does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(scoped in TileOperands operands)
    {
        ref var a = ref operands.A;
        ref var b = ref operands.B;
        ref var c = ref operands.C;
        var (cStride, rowStride, innerStride, bStride) = (operands.CStride, operands.ARowStride, operands.AInnerStride, operands.BStride);
        Vector512<float> p0 = default, p1 = default, p2 = default, q0 = default, q1 = default, q2 = default; // the sum that has waited longest
        Vector512<float> s0 = default, s1 = default, s2 = default, t0 = default, t1 = default, t2 = default;
        Vector512<float> u0 = default, u1 = default, u2 = default, v0 = default, v1 = default, v2 = default;
        var depth = 0;
        foreach (var chain in operands.Chains)
        {
            Vector512<float> l0 = default, l1 = default, l2 = default, r0 = default, r1 = default, r2 = default;
            for (var k = chain.Length; k > 0; k--)
            {
                var (left, right) = (Vector512.LoadUnsafe(ref b), Vector512.LoadUnsafe(ref b, 16));
                var x0 = Vector512.Create(a);
                var x1 = Vector512.Create(Unsafe.Add(ref a, rowStride));
                var x2 = Vector512.Create(Unsafe.Add(ref a, 2 * rowStride));
                (l0, r0) = (Vector512.FusedMultiplyAdd(x0, left, l0), Vector512.FusedMultiplyAdd(x0, right, r0));
                (l1, r1) = (Vector512.FusedMultiplyAdd(x1, left, l1), Vector512.FusedMultiplyAdd(x1, right, r1));
                (l2, r2) = (Vector512.FusedMultiplyAdd(x2, left, l2), Vector512.FusedMultiplyAdd(x2, right, r2));
                a = ref Unsafe.Add(ref a, innerStride);
                b = ref Unsafe.Add(ref b, bStride);
            }
            for (var fold = chain.Folds; fold > 0; fold--)
            {
                depth--;
                if (depth == 0) (l0, l1, l2, r0, r1, r2) = (p0 + l0, p1 + l1, p2 + l2, q0 + r0, q1 + r1, q2 + r2);
                else if (depth == 1) (l0, l1, l2, r0, r1, r2) = (s0 + l0, s1 + l1, s2 + l2, t0 + r0, t1 + r1, t2 + r2);
                else (l0, l1, l2, r0, r1, r2) = (u0 + l0, u1 + l1, u2 + l2, v0 + r0, v1 + r1, v2 + r2);
            }
            if (depth == 0) (p0, p1, p2, q0, q1, q2) = (l0, l1, l2, r0, r1, r2);
            else if (depth == 1) (s0, s1, s2, t0, t1, t2) = (l0, l1, l2, r0, r1, r2);
            else (u0, u1, u2, v0, v1, v2) = (l0, l1, l2, r0, r1, r2);
            depth++;
        }
        p0.StoreUnsafe(ref c);
        q0.StoreUnsafe(ref c, 16);
        c = ref Unsafe.Add(ref c, cStride);
        p1.StoreUnsafe(ref c);
        q1.StoreUnsafe(ref c, 16);
        c = ref Unsafe.Add(ref c, cStride);
        p2.StoreUnsafe(ref c);
        q2.StoreUnsafe(ref c, 16);
    }
}

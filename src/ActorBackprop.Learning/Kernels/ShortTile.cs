using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorBackprop.Learning.Kernels;

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

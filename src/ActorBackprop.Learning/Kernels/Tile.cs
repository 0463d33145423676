using System.Runtime.CompilerServices;

namespace ActorBackprop.Learning.Kernels;

/// <summary>
/// A tile of a product, up to 12 rows by one or two vectors, each of its sums in a register: one text for every width,
/// height and breadth, of which the compiler leaves out what a tile does not have. An element is a chain of fused
/// multiply-adds over the inner index, from its start; where the inner index is cut into microbatches there is a chain for
/// each of them, and the tree adds them while they are here, in registers and the first cache.
/// </summary>
/// <typeparam name="TVector">The vectors.</typeparam>
/// <typeparam name="TVectors">What can be done with them.</typeparam>
/// <typeparam name="TRows">Rows of the tile.</typeparam>
/// <typeparam name="TBreadth">1 or 2 vectors.</typeparam>
/// <typeparam name="TStarts">1 where the chains begin with what stands in memory, 0 where they begin with 0.</typeparam>
internal static class Tile<TVector, TVectors, TRows, TBreadth, TStarts>
    where TVector : struct where TVectors : IVectors<TVector> where TRows : ISize where TBreadth : ISize where TStarts : ISize
{
    /// <param name="c">The tile's first element in C.</param>
    /// <param name="cStride">Floats from one row of C to the next.</param>
    /// <param name="start">What the chains begin with.</param>
    /// <param name="startStride">Floats from one row of it to the next; 0 where all rows begin with the same.</param>
    /// <param name="a">The tile's rows of the left factor.</param>
    /// <param name="rowStride">Floats from one of its rows to the next.</param>
    /// <param name="innerStride">Floats from one of its terms to the next.</param>
    /// <param name="b">The tile's columns of the right factor.</param>
    /// <param name="bStride">Floats from one row of the right factor to the next.</param>
    /// <param name="chains">The chains, one after the other.</param>
    /// <param name="depth">How many sums stand there already: 1 where C holds one that is to be added to.</param>
    /// <param name="stack">Room for the sums that wait for their right half, all but the first, which waits in C.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // full speed from the first call on
    public static void Compute(ref float c, nint cStride, ref float start, nint startStride, ref float a, nint rowStride, nint innerStride,
        ref float b, nint bStride, ReadOnlySpan<Chain> chains, int depth, ref float stack)
    {
        var (row2, row3) = (2 * rowStride, 3 * rowStride);
        TVector l0 = default, l1 = default, l2 = default, l3 = default, l4 = default, l5 = default, l6 = default, l7 = default, l8 = default, l9 = default, l10 = default, l11 = default;
        TVector r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default, r6 = default, r7 = default, r8 = default, r9 = default, r10 = default, r11 = default;
        TVector m0 = default, m1 = default, m2 = default, m3 = default;
        foreach (var chain in chains)
        {
            ref var from = ref start;
            l0 = l1 = l2 = l3 = l4 = l5 = l6 = l7 = l8 = l9 = l10 = l11 = TVectors.Create(0);
            r0 = r1 = r2 = r3 = r4 = r5 = r6 = r7 = r8 = r9 = r10 = r11 = TVectors.Create(0);
            m0 = m1 = m2 = m3 = TVectors.Create(0);
            if (TStarts.Count > 0) { l0 = TVectors.Load(ref from); if (TBreadth.Count > 1) r0 = TVectors.Load(ref Unsafe.Add(ref from, TVectors.Lanes)); if (TBreadth.Count > 2) m0 = TVectors.Load(ref Unsafe.Add(ref from, 2 * TVectors.Lanes)); }
            if (TStarts.Count > 0 && TRows.Count > 1) { from = ref Unsafe.Add(ref from, startStride); l1 = TVectors.Load(ref from); if (TBreadth.Count > 1) r1 = TVectors.Load(ref Unsafe.Add(ref from, TVectors.Lanes)); if (TBreadth.Count > 2) m1 = TVectors.Load(ref Unsafe.Add(ref from, 2 * TVectors.Lanes)); }
            if (TStarts.Count > 0 && TRows.Count > 2) { from = ref Unsafe.Add(ref from, startStride); l2 = TVectors.Load(ref from); if (TBreadth.Count > 1) r2 = TVectors.Load(ref Unsafe.Add(ref from, TVectors.Lanes)); if (TBreadth.Count > 2) m2 = TVectors.Load(ref Unsafe.Add(ref from, 2 * TVectors.Lanes)); }
            if (TStarts.Count > 0 && TRows.Count > 3) { from = ref Unsafe.Add(ref from, startStride); l3 = TVectors.Load(ref from); if (TBreadth.Count > 1) r3 = TVectors.Load(ref Unsafe.Add(ref from, TVectors.Lanes)); if (TBreadth.Count > 2) m3 = TVectors.Load(ref Unsafe.Add(ref from, 2 * TVectors.Lanes)); }
            if (TStarts.Count > 0 && TRows.Count > 4) { from = ref Unsafe.Add(ref from, startStride); l4 = TVectors.Load(ref from); if (TBreadth.Count > 1) r4 = TVectors.Load(ref Unsafe.Add(ref from, TVectors.Lanes)); }
            if (TStarts.Count > 0 && TRows.Count > 5) { from = ref Unsafe.Add(ref from, startStride); l5 = TVectors.Load(ref from); if (TBreadth.Count > 1) r5 = TVectors.Load(ref Unsafe.Add(ref from, TVectors.Lanes)); }
            if (TStarts.Count > 0 && TRows.Count > 6) { from = ref Unsafe.Add(ref from, startStride); l6 = TVectors.Load(ref from); if (TBreadth.Count > 1) r6 = TVectors.Load(ref Unsafe.Add(ref from, TVectors.Lanes)); }
            if (TStarts.Count > 0 && TRows.Count > 7) { from = ref Unsafe.Add(ref from, startStride); l7 = TVectors.Load(ref from); if (TBreadth.Count > 1) r7 = TVectors.Load(ref Unsafe.Add(ref from, TVectors.Lanes)); }
            if (TStarts.Count > 0 && TRows.Count > 8) { from = ref Unsafe.Add(ref from, startStride); l8 = TVectors.Load(ref from); if (TBreadth.Count > 1) r8 = TVectors.Load(ref Unsafe.Add(ref from, TVectors.Lanes)); }
            if (TStarts.Count > 0 && TRows.Count > 9) { from = ref Unsafe.Add(ref from, startStride); l9 = TVectors.Load(ref from); if (TBreadth.Count > 1) r9 = TVectors.Load(ref Unsafe.Add(ref from, TVectors.Lanes)); }
            if (TStarts.Count > 0 && TRows.Count > 10) { from = ref Unsafe.Add(ref from, startStride); l10 = TVectors.Load(ref from); if (TBreadth.Count > 1) r10 = TVectors.Load(ref Unsafe.Add(ref from, TVectors.Lanes)); }
            if (TStarts.Count > 0 && TRows.Count > 11) { from = ref Unsafe.Add(ref from, startStride); l11 = TVectors.Load(ref from); if (TBreadth.Count > 1) r11 = TVectors.Load(ref Unsafe.Add(ref from, TVectors.Lanes)); }
            ref var a0 = ref a;
            ref var a4 = ref Unsafe.Add(ref a, TRows.Count > 4 ? 4 * rowStride : 0);
            ref var a8 = ref Unsafe.Add(ref a, TRows.Count > 8 ? 8 * rowStride : 0);
            var k = chain.Length;
            // Both factors packed: four steps with nothing to count and no address to compute between them. Where two threads
            // share a core, what limits it is how many instructions it takes in, not the multiply-adds.
            if (TRows.Count == 4 && TBreadth.Count == 3 && innerStride == 4 && bStride == 3 * TVectors.Lanes)
                for (; k > 3; k -= 4)
                {
                    {
                        var w0 = TVectors.Load(ref Unsafe.Add(ref b, 0 * TVectors.Lanes)); var w1 = TVectors.Load(ref Unsafe.Add(ref b, 1 * TVectors.Lanes)); var w2 = TVectors.Load(ref Unsafe.Add(ref b, 2 * TVectors.Lanes));
                        var x0 = TVectors.Create(Unsafe.Add(ref a0, 0 * TRows.Count + 0)); l0 = TVectors.FusedMultiplyAdd(x0, w0, l0); r0 = TVectors.FusedMultiplyAdd(x0, w1, r0); m0 = TVectors.FusedMultiplyAdd(x0, w2, m0); var x1 = TVectors.Create(Unsafe.Add(ref a0, 0 * TRows.Count + 1)); l1 = TVectors.FusedMultiplyAdd(x1, w0, l1); r1 = TVectors.FusedMultiplyAdd(x1, w1, r1); m1 = TVectors.FusedMultiplyAdd(x1, w2, m1);
                        var x2 = TVectors.Create(Unsafe.Add(ref a0, 0 * TRows.Count + 2)); l2 = TVectors.FusedMultiplyAdd(x2, w0, l2); r2 = TVectors.FusedMultiplyAdd(x2, w1, r2); m2 = TVectors.FusedMultiplyAdd(x2, w2, m2); var x3 = TVectors.Create(Unsafe.Add(ref a0, 0 * TRows.Count + 3)); l3 = TVectors.FusedMultiplyAdd(x3, w0, l3); r3 = TVectors.FusedMultiplyAdd(x3, w1, r3); m3 = TVectors.FusedMultiplyAdd(x3, w2, m3);
                    }
                    {
                        var w0 = TVectors.Load(ref Unsafe.Add(ref b, 3 * TVectors.Lanes)); var w1 = TVectors.Load(ref Unsafe.Add(ref b, 4 * TVectors.Lanes)); var w2 = TVectors.Load(ref Unsafe.Add(ref b, 5 * TVectors.Lanes));
                        var x0 = TVectors.Create(Unsafe.Add(ref a0, 1 * TRows.Count + 0)); l0 = TVectors.FusedMultiplyAdd(x0, w0, l0); r0 = TVectors.FusedMultiplyAdd(x0, w1, r0); m0 = TVectors.FusedMultiplyAdd(x0, w2, m0); var x1 = TVectors.Create(Unsafe.Add(ref a0, 1 * TRows.Count + 1)); l1 = TVectors.FusedMultiplyAdd(x1, w0, l1); r1 = TVectors.FusedMultiplyAdd(x1, w1, r1); m1 = TVectors.FusedMultiplyAdd(x1, w2, m1);
                        var x2 = TVectors.Create(Unsafe.Add(ref a0, 1 * TRows.Count + 2)); l2 = TVectors.FusedMultiplyAdd(x2, w0, l2); r2 = TVectors.FusedMultiplyAdd(x2, w1, r2); m2 = TVectors.FusedMultiplyAdd(x2, w2, m2); var x3 = TVectors.Create(Unsafe.Add(ref a0, 1 * TRows.Count + 3)); l3 = TVectors.FusedMultiplyAdd(x3, w0, l3); r3 = TVectors.FusedMultiplyAdd(x3, w1, r3); m3 = TVectors.FusedMultiplyAdd(x3, w2, m3);
                    }
                    {
                        var w0 = TVectors.Load(ref Unsafe.Add(ref b, 6 * TVectors.Lanes)); var w1 = TVectors.Load(ref Unsafe.Add(ref b, 7 * TVectors.Lanes)); var w2 = TVectors.Load(ref Unsafe.Add(ref b, 8 * TVectors.Lanes));
                        var x0 = TVectors.Create(Unsafe.Add(ref a0, 2 * TRows.Count + 0)); l0 = TVectors.FusedMultiplyAdd(x0, w0, l0); r0 = TVectors.FusedMultiplyAdd(x0, w1, r0); m0 = TVectors.FusedMultiplyAdd(x0, w2, m0); var x1 = TVectors.Create(Unsafe.Add(ref a0, 2 * TRows.Count + 1)); l1 = TVectors.FusedMultiplyAdd(x1, w0, l1); r1 = TVectors.FusedMultiplyAdd(x1, w1, r1); m1 = TVectors.FusedMultiplyAdd(x1, w2, m1);
                        var x2 = TVectors.Create(Unsafe.Add(ref a0, 2 * TRows.Count + 2)); l2 = TVectors.FusedMultiplyAdd(x2, w0, l2); r2 = TVectors.FusedMultiplyAdd(x2, w1, r2); m2 = TVectors.FusedMultiplyAdd(x2, w2, m2); var x3 = TVectors.Create(Unsafe.Add(ref a0, 2 * TRows.Count + 3)); l3 = TVectors.FusedMultiplyAdd(x3, w0, l3); r3 = TVectors.FusedMultiplyAdd(x3, w1, r3); m3 = TVectors.FusedMultiplyAdd(x3, w2, m3);
                    }
                    {
                        var w0 = TVectors.Load(ref Unsafe.Add(ref b, 9 * TVectors.Lanes)); var w1 = TVectors.Load(ref Unsafe.Add(ref b, 10 * TVectors.Lanes)); var w2 = TVectors.Load(ref Unsafe.Add(ref b, 11 * TVectors.Lanes));
                        var x0 = TVectors.Create(Unsafe.Add(ref a0, 3 * TRows.Count + 0)); l0 = TVectors.FusedMultiplyAdd(x0, w0, l0); r0 = TVectors.FusedMultiplyAdd(x0, w1, r0); m0 = TVectors.FusedMultiplyAdd(x0, w2, m0); var x1 = TVectors.Create(Unsafe.Add(ref a0, 3 * TRows.Count + 1)); l1 = TVectors.FusedMultiplyAdd(x1, w0, l1); r1 = TVectors.FusedMultiplyAdd(x1, w1, r1); m1 = TVectors.FusedMultiplyAdd(x1, w2, m1);
                        var x2 = TVectors.Create(Unsafe.Add(ref a0, 3 * TRows.Count + 2)); l2 = TVectors.FusedMultiplyAdd(x2, w0, l2); r2 = TVectors.FusedMultiplyAdd(x2, w1, r2); m2 = TVectors.FusedMultiplyAdd(x2, w2, m2); var x3 = TVectors.Create(Unsafe.Add(ref a0, 3 * TRows.Count + 3)); l3 = TVectors.FusedMultiplyAdd(x3, w0, l3); r3 = TVectors.FusedMultiplyAdd(x3, w1, r3); m3 = TVectors.FusedMultiplyAdd(x3, w2, m3);
                    }
                    a0 = ref Unsafe.Add(ref a0, 4 * 4);
                    b = ref Unsafe.Add(ref b, 12 * TVectors.Lanes);
                }
            for (; k > 0; k--)
            {
                var w0 = TVectors.Load(ref b);
                var w1 = TBreadth.Count > 1 ? TVectors.Load(ref Unsafe.Add(ref b, TVectors.Lanes)) : default;
                var w2 = TBreadth.Count > 2 ? TVectors.Load(ref Unsafe.Add(ref b, 2 * TVectors.Lanes)) : default;
                var x0 = TVectors.Create(a0); l0 = TVectors.FusedMultiplyAdd(x0, w0, l0); if (TBreadth.Count > 1) r0 = TVectors.FusedMultiplyAdd(x0, w1, r0); if (TBreadth.Count > 2) m0 = TVectors.FusedMultiplyAdd(x0, w2, m0);
                if (TRows.Count > 1) { var x1 = TVectors.Create(Unsafe.Add(ref a0, rowStride)); l1 = TVectors.FusedMultiplyAdd(x1, w0, l1); if (TBreadth.Count > 1) r1 = TVectors.FusedMultiplyAdd(x1, w1, r1); if (TBreadth.Count > 2) m1 = TVectors.FusedMultiplyAdd(x1, w2, m1); }
                if (TRows.Count > 2) { var x2 = TVectors.Create(Unsafe.Add(ref a0, row2)); l2 = TVectors.FusedMultiplyAdd(x2, w0, l2); if (TBreadth.Count > 1) r2 = TVectors.FusedMultiplyAdd(x2, w1, r2); if (TBreadth.Count > 2) m2 = TVectors.FusedMultiplyAdd(x2, w2, m2); }
                if (TRows.Count > 3) { var x3 = TVectors.Create(Unsafe.Add(ref a0, row3)); l3 = TVectors.FusedMultiplyAdd(x3, w0, l3); if (TBreadth.Count > 1) r3 = TVectors.FusedMultiplyAdd(x3, w1, r3); if (TBreadth.Count > 2) m3 = TVectors.FusedMultiplyAdd(x3, w2, m3); }
                if (TRows.Count > 4) { var x4 = TVectors.Create(a4); l4 = TVectors.FusedMultiplyAdd(x4, w0, l4); if (TBreadth.Count > 1) r4 = TVectors.FusedMultiplyAdd(x4, w1, r4); }
                if (TRows.Count > 5) { var x5 = TVectors.Create(Unsafe.Add(ref a4, rowStride)); l5 = TVectors.FusedMultiplyAdd(x5, w0, l5); if (TBreadth.Count > 1) r5 = TVectors.FusedMultiplyAdd(x5, w1, r5); }
                if (TRows.Count > 6) { var x6 = TVectors.Create(Unsafe.Add(ref a4, row2)); l6 = TVectors.FusedMultiplyAdd(x6, w0, l6); if (TBreadth.Count > 1) r6 = TVectors.FusedMultiplyAdd(x6, w1, r6); }
                if (TRows.Count > 7) { var x7 = TVectors.Create(Unsafe.Add(ref a4, row3)); l7 = TVectors.FusedMultiplyAdd(x7, w0, l7); if (TBreadth.Count > 1) r7 = TVectors.FusedMultiplyAdd(x7, w1, r7); }
                if (TRows.Count > 8) { var x8 = TVectors.Create(a8); l8 = TVectors.FusedMultiplyAdd(x8, w0, l8); if (TBreadth.Count > 1) r8 = TVectors.FusedMultiplyAdd(x8, w1, r8); }
                if (TRows.Count > 9) { var x9 = TVectors.Create(Unsafe.Add(ref a8, rowStride)); l9 = TVectors.FusedMultiplyAdd(x9, w0, l9); if (TBreadth.Count > 1) r9 = TVectors.FusedMultiplyAdd(x9, w1, r9); }
                if (TRows.Count > 10) { var x10 = TVectors.Create(Unsafe.Add(ref a8, row2)); l10 = TVectors.FusedMultiplyAdd(x10, w0, l10); if (TBreadth.Count > 1) r10 = TVectors.FusedMultiplyAdd(x10, w1, r10); }
                if (TRows.Count > 11) { var x11 = TVectors.Create(Unsafe.Add(ref a8, row3)); l11 = TVectors.FusedMultiplyAdd(x11, w0, l11); if (TBreadth.Count > 1) r11 = TVectors.FusedMultiplyAdd(x11, w1, r11); }
                a0 = ref Unsafe.Add(ref a0, innerStride);
                if (TRows.Count > 4) a4 = ref Unsafe.Add(ref a4, innerStride);
                if (TRows.Count > 8) a8 = ref Unsafe.Add(ref a8, innerStride);
                b = ref Unsafe.Add(ref b, bStride);
            }
            a = ref a0;
            for (var fold = chain.Folds; fold > 0; fold--)
            {
                depth--;
                ref var left = ref depth == 0 ? ref c : ref Unsafe.Add(ref stack, (depth - 1) * TRows.Count * TBreadth.Count * TVectors.Lanes);
                var leftStride = depth == 0 ? cStride : TBreadth.Count * TVectors.Lanes;
                l0 = TVectors.Add(TVectors.Load(ref left), l0); if (TBreadth.Count > 1) r0 = TVectors.Add(TVectors.Load(ref Unsafe.Add(ref left, TVectors.Lanes)), r0); if (TBreadth.Count > 2) m0 = TVectors.Add(TVectors.Load(ref Unsafe.Add(ref left, 2 * TVectors.Lanes)), m0);
                if (TRows.Count > 1) { left = ref Unsafe.Add(ref left, leftStride); l1 = TVectors.Add(TVectors.Load(ref left), l1); if (TBreadth.Count > 1) r1 = TVectors.Add(TVectors.Load(ref Unsafe.Add(ref left, TVectors.Lanes)), r1); if (TBreadth.Count > 2) m1 = TVectors.Add(TVectors.Load(ref Unsafe.Add(ref left, 2 * TVectors.Lanes)), m1); }
                if (TRows.Count > 2) { left = ref Unsafe.Add(ref left, leftStride); l2 = TVectors.Add(TVectors.Load(ref left), l2); if (TBreadth.Count > 1) r2 = TVectors.Add(TVectors.Load(ref Unsafe.Add(ref left, TVectors.Lanes)), r2); if (TBreadth.Count > 2) m2 = TVectors.Add(TVectors.Load(ref Unsafe.Add(ref left, 2 * TVectors.Lanes)), m2); }
                if (TRows.Count > 3) { left = ref Unsafe.Add(ref left, leftStride); l3 = TVectors.Add(TVectors.Load(ref left), l3); if (TBreadth.Count > 1) r3 = TVectors.Add(TVectors.Load(ref Unsafe.Add(ref left, TVectors.Lanes)), r3); if (TBreadth.Count > 2) m3 = TVectors.Add(TVectors.Load(ref Unsafe.Add(ref left, 2 * TVectors.Lanes)), m3); }
                if (TRows.Count > 4) { left = ref Unsafe.Add(ref left, leftStride); l4 = TVectors.Add(TVectors.Load(ref left), l4); if (TBreadth.Count > 1) r4 = TVectors.Add(TVectors.Load(ref Unsafe.Add(ref left, TVectors.Lanes)), r4); }
                if (TRows.Count > 5) { left = ref Unsafe.Add(ref left, leftStride); l5 = TVectors.Add(TVectors.Load(ref left), l5); if (TBreadth.Count > 1) r5 = TVectors.Add(TVectors.Load(ref Unsafe.Add(ref left, TVectors.Lanes)), r5); }
                if (TRows.Count > 6) { left = ref Unsafe.Add(ref left, leftStride); l6 = TVectors.Add(TVectors.Load(ref left), l6); if (TBreadth.Count > 1) r6 = TVectors.Add(TVectors.Load(ref Unsafe.Add(ref left, TVectors.Lanes)), r6); }
                if (TRows.Count > 7) { left = ref Unsafe.Add(ref left, leftStride); l7 = TVectors.Add(TVectors.Load(ref left), l7); if (TBreadth.Count > 1) r7 = TVectors.Add(TVectors.Load(ref Unsafe.Add(ref left, TVectors.Lanes)), r7); }
                if (TRows.Count > 8) { left = ref Unsafe.Add(ref left, leftStride); l8 = TVectors.Add(TVectors.Load(ref left), l8); if (TBreadth.Count > 1) r8 = TVectors.Add(TVectors.Load(ref Unsafe.Add(ref left, TVectors.Lanes)), r8); }
                if (TRows.Count > 9) { left = ref Unsafe.Add(ref left, leftStride); l9 = TVectors.Add(TVectors.Load(ref left), l9); if (TBreadth.Count > 1) r9 = TVectors.Add(TVectors.Load(ref Unsafe.Add(ref left, TVectors.Lanes)), r9); }
                if (TRows.Count > 10) { left = ref Unsafe.Add(ref left, leftStride); l10 = TVectors.Add(TVectors.Load(ref left), l10); if (TBreadth.Count > 1) r10 = TVectors.Add(TVectors.Load(ref Unsafe.Add(ref left, TVectors.Lanes)), r10); }
                if (TRows.Count > 11) { left = ref Unsafe.Add(ref left, leftStride); l11 = TVectors.Add(TVectors.Load(ref left), l11); if (TBreadth.Count > 1) r11 = TVectors.Add(TVectors.Load(ref Unsafe.Add(ref left, TVectors.Lanes)), r11); }
            }
            ref var to = ref depth == 0 ? ref c : ref Unsafe.Add(ref stack, (depth - 1) * TRows.Count * TBreadth.Count * TVectors.Lanes);
            var toStride = depth == 0 ? cStride : TBreadth.Count * TVectors.Lanes;
            depth++;
            TVectors.Store(l0, ref to); if (TBreadth.Count > 1) TVectors.Store(r0, ref Unsafe.Add(ref to, TVectors.Lanes)); if (TBreadth.Count > 2) TVectors.Store(m0, ref Unsafe.Add(ref to, 2 * TVectors.Lanes));
            if (TRows.Count > 1) { to = ref Unsafe.Add(ref to, toStride); TVectors.Store(l1, ref to); if (TBreadth.Count > 1) TVectors.Store(r1, ref Unsafe.Add(ref to, TVectors.Lanes)); if (TBreadth.Count > 2) TVectors.Store(m1, ref Unsafe.Add(ref to, 2 * TVectors.Lanes)); }
            if (TRows.Count > 2) { to = ref Unsafe.Add(ref to, toStride); TVectors.Store(l2, ref to); if (TBreadth.Count > 1) TVectors.Store(r2, ref Unsafe.Add(ref to, TVectors.Lanes)); if (TBreadth.Count > 2) TVectors.Store(m2, ref Unsafe.Add(ref to, 2 * TVectors.Lanes)); }
            if (TRows.Count > 3) { to = ref Unsafe.Add(ref to, toStride); TVectors.Store(l3, ref to); if (TBreadth.Count > 1) TVectors.Store(r3, ref Unsafe.Add(ref to, TVectors.Lanes)); if (TBreadth.Count > 2) TVectors.Store(m3, ref Unsafe.Add(ref to, 2 * TVectors.Lanes)); }
            if (TRows.Count > 4) { to = ref Unsafe.Add(ref to, toStride); TVectors.Store(l4, ref to); if (TBreadth.Count > 1) TVectors.Store(r4, ref Unsafe.Add(ref to, TVectors.Lanes)); }
            if (TRows.Count > 5) { to = ref Unsafe.Add(ref to, toStride); TVectors.Store(l5, ref to); if (TBreadth.Count > 1) TVectors.Store(r5, ref Unsafe.Add(ref to, TVectors.Lanes)); }
            if (TRows.Count > 6) { to = ref Unsafe.Add(ref to, toStride); TVectors.Store(l6, ref to); if (TBreadth.Count > 1) TVectors.Store(r6, ref Unsafe.Add(ref to, TVectors.Lanes)); }
            if (TRows.Count > 7) { to = ref Unsafe.Add(ref to, toStride); TVectors.Store(l7, ref to); if (TBreadth.Count > 1) TVectors.Store(r7, ref Unsafe.Add(ref to, TVectors.Lanes)); }
            if (TRows.Count > 8) { to = ref Unsafe.Add(ref to, toStride); TVectors.Store(l8, ref to); if (TBreadth.Count > 1) TVectors.Store(r8, ref Unsafe.Add(ref to, TVectors.Lanes)); }
            if (TRows.Count > 9) { to = ref Unsafe.Add(ref to, toStride); TVectors.Store(l9, ref to); if (TBreadth.Count > 1) TVectors.Store(r9, ref Unsafe.Add(ref to, TVectors.Lanes)); }
            if (TRows.Count > 10) { to = ref Unsafe.Add(ref to, toStride); TVectors.Store(l10, ref to); if (TBreadth.Count > 1) TVectors.Store(r10, ref Unsafe.Add(ref to, TVectors.Lanes)); }
            if (TRows.Count > 11) { to = ref Unsafe.Add(ref to, toStride); TVectors.Store(l11, ref to); if (TBreadth.Count > 1) TVectors.Store(r11, ref Unsafe.Add(ref to, TVectors.Lanes)); }
        }
    }
}

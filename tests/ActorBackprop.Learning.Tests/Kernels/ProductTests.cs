using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Tests.Support;

namespace ActorBackprop.Learning.Tests.Kernels;

/// <summary>Compares the product of every width that this machine has with plain loops of single floats.</summary>
public sealed class ProductTests
{
    private static readonly int[] Edges = [1, 2, 5, 6, 7, 11, 12, 13, 23, 24, 25, 36];

    public static TheoryData<int> Widths => [.. Product.Supported().Select(product => product.Bits)];

    [Fact]
    public void Training_uses_the_widest_vectors_and_128_bits_run_everywhere()
    {
        Assert.Equal(128, Product.Supported()[^1].Bits);
        Assert.Equal(Product.Supported().Max(product => product.Bits), Product.Best.Bits);
    }

    /// <summary>Whatever tile, panel or block an element falls into, it is this chain, to the bit.</summary>
    [Theory, MemberData(nameof(Widths))]
    public void Each_element_is_one_chain_of_fused_operations_from_its_start(int bits)
    {
        var random = new Random(3);
        for (var trial = 0; trial < 300; trial++)
        {
            var rows = trial % 2 == 0 ? Edges[random.Next(Edges.Length)] : random.Next(1, 60);
            Check(bits, random, rows, random.Next(1, 70), 8 * random.Next(1, 15), isRightTransposed: random.Next(2) == 0);
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void Blocks_of_the_inner_index_and_of_the_rows_change_nothing(int bits)
    {
        var random = new Random(4);
        foreach (var (rows, inner, columns) in new[] { (12, 520, 40), (13, 513, 16), (50, 257, 72), (361, 9, 40), (500, 300, 24), (730, 257, 8) })
            foreach (var isRightTransposed in new[] { false, true }) Check(bits, random, rows, inner, columns, isRightTransposed);
    }

    /// <summary>Each microbatch is a separate chain. The tree is that of the documentation, written independently here.</summary>
    [Theory, MemberData(nameof(Widths))]
    public void Microbatches_are_added_as_a_recursion_over_the_tree_adds_them(int bits)
    {
        var random = new Random(5);
        for (var trial = 0; trial < 60; trial++)
        {
            var (microbatches, size) = (random.Next(1, trial % 10 == 0 ? 70 : 10), random.Next(1, 9));
            CheckTree(bits, random, microbatches, size, random.Next(1, size + 1), random.Next(1, 40), 8 * random.Next(1, 12), random.Next(2) == 1);
        }
    }

    /// <summary>As in a minibatch of ten, whose waiting sums stay in registers where there are enough of them.</summary>
    [Theory, MemberData(nameof(Widths))]
    public void Few_short_microbatches_are_added_as_a_recursion_adds_them(int bits)
    {
        var random = new Random(7);
        for (var microbatches = 2; microbatches <= 9; microbatches++)
            for (var size = 1; size <= 5; size++)
                foreach (var last in new[] { 1, size })
                    foreach (var rows in new[] { 1, 2, 3, 4, 12, 14 })
                        foreach (var columns in new[] { 8, 32, 40, 64 }) CheckTree(bits, random, microbatches, size, last, rows, columns, add: false);
    }

    [Fact]
    public void Operands_that_do_not_fit_their_memory_are_refused()
    {
        float[] long24 = new float[24], short23 = new float[23], long64 = new float[64], short63 = new float[63];
        Compute(long24, new(long24, 8, 1), new(long64, 8), [], []);
        Compute(long24, new(long24, 8, 1), new(long64, 8, 8), [], [new(5, 0), new(3, 1)]);
        Assert.ThrowsAny<Exception>(() => Compute(short23, new(long24, 8, 1), new(long64, 8), [], []));
        Assert.ThrowsAny<Exception>(() => Compute(long24, new(short23, 8, 1), new(long64, 8), [], []));
        Assert.ThrowsAny<Exception>(() => Compute(long24, new(long24, 8, 1), new(short63, 8), [], []));
        Assert.ThrowsAny<Exception>(() => Compute(long24, new(long24, 8, 1), new(short63, 8, 8), [], []));
        Assert.ThrowsAny<Exception>(() => Compute(long24, new(long24, 8, 1), new(long64, 8), new float[7], []));
        Assert.ThrowsAny<Exception>(() => Compute(long24, new(long24, 8, 1), new(long64, 8), [], [new(5, 0), new(4, 1)]));
        Assert.ThrowsAny<Exception>(() => Compute(long24, new(long24, 8, 1), new(long64, 8), [], [new(5, 0), new(3, 2)]));
        Assert.ThrowsAny<Exception>(() => Compute(long24, new(long24, 8, 1), new(long64, 8), [], [], adds: true));

        static void Compute(Span<float> c, LeftFactor a, RightFactor b, ReadOnlySpan<float> start, ReadOnlySpan<Chain> chains, bool adds = false) =>
            Product.Best.Compute(new ProductMemory(), new(3, 8, 8) { A = a, B = b, C = c, CStride = 8, Start = start, Chains = chains, Adds = adds });
    }

    private static Product Of(int bits) => Product.Supported().Single(product => product.Bits == bits);

    private static void Check(int bits, Random random, int rows, int inner, int columns, bool isRightTransposed)
    {
        var (isLeftTransposed, hasStart) = (random.Next(2) == 0, random.Next(2) == 0);
        var (cStride, bStride) = (columns + 8 * random.Next(3), isRightTransposed ? (inner + 7) / 8 * 8 : columns + 8 * random.Next(3));
        var valid = isRightTransposed ? Math.Max(1, columns - random.Next(8)) : columns;
        var a = Some.Floats(random, rows * inner);
        var b = Some.Floats(random, isRightTransposed ? valid * bStride : inner * bStride);
        float[] start = hasStart ? Some.Floats(random, columns) : [];
        var before = Some.Floats(random, rows * cStride);
        var c = before.ToArray();
        Of(bits).Compute(new ProductMemory(), new(rows, inner, columns)
        {
            A = isLeftTransposed ? new(a, 1, rows) : new(a, inner, 1),
            B = isRightTransposed ? new(b, bStride, valid) : new(b, bStride),
            C = c,
            CStride = cStride,
            Start = start,
        });
        for (var r = 0; r < rows; r++)
            for (var j = 0; j < cStride; j++)
            {
                var sum = j >= columns ? before[r * cStride + j] : hasStart ? start[j] : 0; // the floats between the rows stay
                for (var k = 0; k < inner && j < columns; k++)
                    sum = MathF.FusedMultiplyAdd(isLeftTransposed ? a[k * rows + r] : a[r * inner + k],
                        !isRightTransposed ? b[k * bStride + j] : j < valid ? b[j * bStride + k] : 0, sum);
                if (!IsSame(sum, c[r * cStride + j])) Assert.Fail($"({r}, {j}) of ({rows}, {columns}), inner {inner}: {c[r * cStride + j]:R}, not {sum:R}");
            }
    }

    private static bool IsSame(float x, float y) => BitConverter.SingleToInt32Bits(x) == BitConverter.SingleToInt32Bits(y);

    /// <param name="bits">Width of the vectors.</param>
    /// <param name="random">Draws the numbers.</param>
    /// <param name="microbatches">How many.</param>
    /// <param name="size">Samples of each but the last.</param>
    /// <param name="last">Samples of the last.</param>
    /// <param name="rows">Rows of the product.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="add">Whether it is added to what is there.</param>
    private static void CheckTree(int bits, Random random, int microbatches, int size, int last, int rows, int columns, bool add)
    {
        var inner = (microbatches - 1) * size + last;
        var (a, b) = (Some.Floats(random, inner * rows), Some.Floats(random, inner * columns));
        var c = Some.Floats(random, rows * columns);
        var before = c.ToArray();
        var chains = new Chain[microbatches];
        TreeChains.Of(new TreeNode(0, microbatches), new(0, 0, 0, inner, size), add ? 1 : 0, chains);
        Of(bits).Compute(new ProductMemory(), new(rows, inner, columns)
        {
            A = new(a, 1, rows),
            B = new(b, columns),
            C = c,
            CStride = columns,
            Chains = chains,
            Adds = add,
        });
        for (var r = 0; r < rows; r++)
            for (var j = 0; j < columns; j++)
            {
                var sum = Sum(0, microbatches);
                if (!IsSame(add ? before[r * columns + j] + sum : sum, c[r * columns + j]))
                    Assert.Fail($"{microbatches} microbatches of {size}, the last of {last}: ({r}, {j}) of ({rows}, {columns})");

                float Sum(int lo, int hi)
                {
                    if (hi - lo > 1) return Sum(lo, lo + (hi - lo + 1) / 2) + Sum(lo + (hi - lo + 1) / 2, hi);
                    var chain = 0f;
                    for (var n = lo * size; n < Math.Min((lo + 1) * size, inner); n++)
                        chain = MathF.FusedMultiplyAdd(a[n * rows + r], b[n * columns + j], chain);
                    return chain;
                }
            }
    }
}

using System.Runtime.Intrinsics;

namespace ActorBackprop.Learning.Kernels;

/// <summary>
/// C(rows, columns) = start(columns) + A(rows, inner) B(inner, columns): the three products of a dense layer are this one.
/// <list type="bullet">
/// <item>forward: Z(samples, outputs) = b + X(samples, inputs) W(inputs, outputs);</item>
/// <item>input's gradient: dX(samples, inputs) = dZ(samples, outputs) Wᵀ(outputs, inputs);</item>
/// <item>weights' gradient: dW(inputs, outputs) = Xᵀ(inputs, samples) dZ(samples, outputs).</item>
/// </list>
/// Each element is one chain of fused multiply-adds over the inner index, in order, that begins with its start; or one
/// for each microbatch, added over the tree. Lanes are neighbouring columns, never terms of one sum: which tile an element
/// falls into, in which block of the inner index, and how wide the vectors are cannot change its bits.
/// </summary>
internal abstract class Product
{
    /// <summary>The one for this machine's widest vectors.</summary>
    public static Product Best { get; } = Supported()[0];

    /// <summary>Those that this machine can run, the widest vectors first; 128 bits run everywhere.</summary>
    public static IReadOnlyList<Product> Supported()
    {
        var products = new List<Product>();
        if (Vector512.IsHardwareAccelerated) products.Add(new ProductOf<Vector512<float>, Vectors512, Size12, Size2>());
        if (Vector256.IsHardwareAccelerated) products.Add(new ProductOf<Vector256<float>, Vectors256, Size4, Size3>());
        products.Add(new ProductOf<Vector128<float>, Vectors128, Size12, Size2>());
        return products;
    }

    /// <summary>Width of the vectors.</summary>
    public abstract int Bits { get; }

    /// <param name="memory">What it works in.</param>
    /// <param name="c">[rows][cStride]; of each row the columns are written.</param>
    /// <param name="cStride">Floats from one row of C to the next.</param>
    /// <param name="a">[rows][inner].</param>
    /// <param name="b">[inner][columns].</param>
    /// <param name="start">[columns], or empty for 0.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="inner">The inner index.</param>
    /// <param name="columns">Columns of B and C, a multiple of 8.</param>
    public void Compute(ProductMemory memory, Span<float> c, int cStride, Factor a, Right b, ReadOnlySpan<float> start,
        int rows, int inner, int columns) =>
        Compute(memory, c, cStride, a, b, start, rows, inner, columns, [new Chain(inner, 0)], add: false);

    /// <param name="memory">What it works in.</param>
    /// <param name="c">[rows][cStride]; of each row the columns are written.</param>
    /// <param name="cStride">Floats from one row of C to the next.</param>
    /// <param name="a">[rows][inner].</param>
    /// <param name="b">[inner][columns].</param>
    /// <param name="start">[columns], or empty for 0.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="inner">The inner index.</param>
    /// <param name="columns">Columns of B and C, a multiple of 8.</param>
    /// <param name="chains">The chains of an element, over all of the inner index.</param>
    /// <param name="add">Whether C holds the left half of what the last chain completes.</param>
    public abstract void Compute(ProductMemory memory, Span<float> c, int cStride, Factor a, Right b, ReadOnlySpan<float> start,
        int rows, int inner, int columns, ReadOnlySpan<Chain> chains, bool add);
}

using System.Runtime.Intrinsics;

namespace ActorBackprop.Learning.Kernels;

/// <summary>
/// Computes C(rows, columns) = start(columns) + A(rows, inner) B(inner, columns): the three products of a dense layer are this one.
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
    /// <summary>The product for this machine's widest vectors.</summary>
    public static Product Best { get; } = Supported()[0];

    /// <summary>Returns the products that this machine can run, the widest vectors first; 128 bits run everywhere.</summary>
    public static IReadOnlyList<Product> Supported()
    {
        var products = new List<Product>();
        if (Vector512.IsHardwareAccelerated) products.Add(new TiledProduct<Vector512<float>, Vectors512, Size12, Size2>());
        if (Vector256.IsHardwareAccelerated) products.Add(new TiledProduct<Vector256<float>, Vectors256, Size4, Size3>());
        products.Add(new TiledProduct<Vector128<float>, Vectors128, Size12, Size2>());
        return products;
    }

    /// <summary>The width of the vectors.</summary>
    public abstract int Bits { get; }

    /// <summary>Computes the product.</summary>
    /// <param name="memory">The memory it works in.</param>
    /// <param name="operands">The factors, their shape and where the result goes.</param>
    public abstract void Compute(ProductMemory memory, in ProductOperands operands);
}

/// <summary>A product's factors, their shape and its result.</summary>
/// <param name="rows">Rows of A and C.</param>
/// <param name="inner">Columns of A, rows of B: the index that is summed over.</param>
/// <param name="columns">Columns of B and C, a multiple of 8.</param>
internal readonly ref struct ProductOperands(int rows, int inner, int columns)
{
    public readonly int Rows = rows, Inner = inner, Columns = columns;

    /// <summary>The left factor, [rows][inner].</summary>
    public required LeftFactor A { get; init; }

    /// <summary>The right factor, [inner][columns].</summary>
    public required RightFactor B { get; init; }

    /// <summary>The result, [rows][<see cref="CStride"/>]; of each row the columns are written.</summary>
    public required Span<float> C { get; init; }

    /// <summary>Floats from one row of C to the next.</summary>
    public required int CStride { get; init; }

    /// <summary>The start of each row, [columns]; empty for 0.</summary>
    public ReadOnlySpan<float> Start { get; init; }

    /// <summary>The chains of an element, over all of the inner index; empty for a single one.</summary>
    public ReadOnlySpan<Chain> Chains { get; init; }

    /// <summary>Whether C holds the left half of the sum that the last chain completes.</summary>
    public bool Adds { get; init; }

    /// <summary>Whether an element is more than one chain.</summary>
    public bool IsFolded => Adds || Chains.Length > 1;

    /// <summary>Checks the operands once, since the tiles read and write without bounds checks.</summary>
    public void Check()
    {
        _ = C[(Rows - 1) * CStride + Columns - 1];
        _ = A.Floats[(Rows - 1) * A.RowStride + (Inner - 1) * A.InnerStride];
        _ = B.Floats[B.IsTransposed ? (B.Valid - 1) * B.Stride + (Inner + 3) / 4 * 4 - 1 : (Inner - 1) * B.Stride + Columns - 1];
        if (!Start.IsEmpty) _ = Start[Columns - 1];
        if (Chains.IsEmpty && !Adds) return;
        var (terms, depth) = (0, Adds ? 1 : 0);
        foreach (var chain in Chains)
        {
            terms += chain.Length;
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)(depth -= chain.Folds), (uint)ProductMemory.MaxDepth, nameof(Chains));
            depth++;
        }
        ArgumentOutOfRangeException.ThrowIfNotEqual(terms, Inner, nameof(Chains));
    }
}

/// <summary>
/// The left factor of a product, [rows][inner], read where it lies: element (r, k) is at
/// r × rowStride + k × innerStride, so that a transposed matrix needs no copy.
/// </summary>
internal readonly ref struct LeftFactor(ReadOnlySpan<float> floats, int rowStride, int innerStride)
{
    public readonly ReadOnlySpan<float> Floats = floats;
    public readonly int RowStride = rowStride, InnerStride = innerStride;
}

/// <summary>
/// The right factor of a product, [inner][columns]. Lanes are its columns, so a transposed one is transposed back
/// panel by panel: element (k, j) is then at j × stride + k, and there are <paramref name="valid"/> columns, the rest is 0.
/// </summary>
internal readonly ref struct RightFactor(ReadOnlySpan<float> floats, int stride, int valid = -1)
{
    public readonly ReadOnlySpan<float> Floats = floats;
    public readonly int Stride = stride, Valid = valid;

    /// <summary>Whether it is stored column by column.</summary>
    public bool IsTransposed => Valid >= 0;
}

/// <summary>A run of the inner index that is summed by itself.</summary>
/// <param name="Length">The number of terms.</param>
/// <param name="Folds">The number of waiting sums that are added to it from the left, once it is complete: the tree's nodes that end with it.</param>
internal readonly record struct Chain(int Length, int Folds);

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace ActorBackprop.Learning.Kernels;

/// <summary>Allocates pinned memory that begins at a cache line, so that no vector at a multiple of 16 floats lies in two lines.</summary>
internal static class AlignedMemory
{
    private const int Line = 64;

    /// <summary>Allocates so many floats, all 0.</summary>
    public static Memory<float> Allocate(int count)
    {
        var array = GC.AllocateArray<float>(count + Line / sizeof(float), pinned: true);
        var past = (int)((nuint)Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % Line);
        return array.AsMemory(past == 0 ? 0 : (Line - past) / sizeof(float), count);
    }
}

/// <summary>The working memory of products. Each thread that computes has one.</summary>
internal sealed class ProductMemory
{
    /// <summary>The most sums that wait: the tree over the maximum number of microbatches is 31 high.</summary>
    public const int MaxDepth = 33;

    private const int MaxTile = 12 * 32;

    private readonly Memory<float> _stack = AlignedMemory.Allocate(MaxDepth * MaxTile);
    private Memory<float> _panels = Memory<float>.Empty, _lefts = Memory<float>.Empty;

    /// <summary>Memory for the sums of a tile that wait for their right half.</summary>
    public Span<float> Stack => _stack.Span;

    /// <summary>Returns memory for rows of a left factor, packed in groups of four.</summary>
    public Span<float> Lefts(int floats) => Grown(ref _lefts, floats);

    /// <summary>Returns memory for panels.</summary>
    public Span<float> Panels(int floats) => Grown(ref _panels, floats);

    private static Span<float> Grown(ref Memory<float> memory, int floats)
    {
        if (memory.Length < floats) memory = AlignedMemory.Allocate(floats);
        return memory.Span;
    }
}

/// <summary>Prefetches memory, on processors that support it. It changes no number.</summary>
internal static class Prefetch
{
    private const int Line = 16;

    /// <summary>Prefetches bytes that are needed later into the second cache.</summary>
    public static unsafe void Bytes(ReadOnlySpan<byte> bytes)
    {
        if (!Sse.IsSupported) return;
        ref var first = ref MemoryMarshal.GetReference(bytes);
        for (var i = 0; i < bytes.Length; i += Line * sizeof(float)) Sse.Prefetch1(Unsafe.AsPointer(ref Unsafe.Add(ref first, i)));
        if (!bytes.IsEmpty) Sse.Prefetch1(Unsafe.AsPointer(ref Unsafe.Add(ref first, bytes.Length - 1)));
    }

    /// <summary>Prefetches <paramref name="width"/> floats of each row into the first cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Rows(ref float from, nint stride, int rows, int width)
    {
        if (!Sse.IsSupported) return;
        for (; rows > 0; rows--)
        {
            for (var j = 0; j < width; j += Line) Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref from, j)));
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref from, width - 1))); // a row need not begin at a cache line
            from = ref Unsafe.Add(ref from, stride);
        }
    }
}

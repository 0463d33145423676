using System.Runtime.InteropServices;

namespace ActorBackprop.Learning.Kernels;

/// <summary>Allocates memory whose first float is the first of a cache line, and stays so: no vector at a multiple of 16 lies in two lines.</summary>
internal static class AlignedMemory
{
    private const int Line = 64;

    /// <summary>Returns so many floats, all 0.</summary>
    public static Memory<float> Allocate(int count)
    {
        var array = GC.AllocateArray<float>(count + Line / sizeof(float), pinned: true);
        var past = (int)((nuint)Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % Line);
        return array.AsMemory(past == 0 ? 0 : (Line - past) / sizeof(float), count);
    }
}

/// <summary>The memory that products work in: one for each thread that computes.</summary>
internal sealed class ProductMemory
{
    /// <summary>The most sums that wait: a tree over as many microbatches as there can be is 31 high.</summary>
    public const int MaxDepth = 33;

    private const int MaxTile = 12 * 32;

    private readonly Memory<float> _stack = AlignedMemory.Allocate(MaxDepth * MaxTile);
    private Memory<float> _panels = Memory<float>.Empty, _lefts = Memory<float>.Empty;

    /// <summary>Room for the sums of a tile that wait for their right half.</summary>
    public Span<float> Stack => _stack.Span;

    /// <summary>Returns room for rows of a left factor, packed by fours.</summary>
    public Span<float> Lefts(int floats)
    {
        if (_lefts.Length < floats) _lefts = AlignedMemory.Allocate(floats);
        return _lefts.Span;
    }

    /// <summary>Returns room for panels.</summary>
    public Span<float> Panels(int floats)
    {
        if (_panels.Length < floats) _panels = AlignedMemory.Allocate(floats);
        return _panels.Span;
    }
}

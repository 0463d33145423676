using System.Runtime.InteropServices;

namespace ActorBackprop.Learning.Kernels;

/// <summary>Memory whose first float is the first of a cache line, and stays so: no vector at a multiple of 16 lies in two lines.</summary>
internal static class Aligned
{
    private const int Line = 64;

    /// <summary>That many floats, all 0.</summary>
    public static Memory<float> Floats(int count)
    {
        var array = GC.AllocateArray<float>(count + Line / sizeof(float), pinned: true);
        var past = (int)((nuint)Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % Line);
        return array.AsMemory(past == 0 ? 0 : (Line - past) / sizeof(float), count);
    }
}

/// <summary>The memory that products work in; one for each thread that computes.</summary>
internal sealed class ProductMemory
{
    /// <summary>Most sums that wait: a tree over as many microbatches as there can be is 31 high.</summary>
    public const int MostDepth = 33;

    private const int MostTile = 12 * 32;

    private readonly Memory<float> _stack = Aligned.Floats(MostDepth * MostTile);
    private Memory<float> _panels = Memory<float>.Empty, _lefts = Memory<float>.Empty;

    /// <summary>Room for the sums of a tile that wait for their right half.</summary>
    public Span<float> Stack => _stack.Span;

    /// <summary>Room for rows of a left factor, by fours.</summary>
    public Span<float> Lefts(int floats)
    {
        if (_lefts.Length < floats) _lefts = Aligned.Floats(floats);
        return _lefts.Span;
    }

    /// <summary>Room for panels.</summary>
    public Span<float> Panels(int floats)
    {
        if (_panels.Length < floats) _panels = Aligned.Floats(floats);
        return _panels.Span;
    }
}

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

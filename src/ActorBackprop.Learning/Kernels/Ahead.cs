using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ActorBackprop.Learning.Kernels;

/// <summary>Asks for memory before it is needed, where a processor can be asked; it changes no number.</summary>
internal static class Ahead
{
    private const int Line = 16;

    /// <summary>Asks for <paramref name="width"/> floats of each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Fetch(ref float from, nint stride, int rows, int width)
    {
        if (!Sse.IsSupported) return;
        for (; rows > 0; rows--)
        {
            for (var j = 0; j < width; j += Line) Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref from, j)));
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref from, width - 1))); // a row need not begin with a line
            from = ref Unsafe.Add(ref from, stride);
        }
    }
}

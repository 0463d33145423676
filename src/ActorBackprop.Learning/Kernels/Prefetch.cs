using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace ActorBackprop.Learning.Kernels;

/// <summary>Asks the processor for memory before it is needed, where it can be asked; it changes no number.</summary>
internal static class Prefetch
{
    private const int Line = 16;

    /// <summary>Asks for bytes that are needed later: they go to the second cache.</summary>
    public static unsafe void Bytes(ReadOnlySpan<byte> bytes)
    {
        if (!Sse.IsSupported) return;
        ref var first = ref MemoryMarshal.GetReference(bytes);
        for (var i = 0; i < bytes.Length; i += Line * sizeof(float)) Sse.Prefetch1(Unsafe.AsPointer(ref Unsafe.Add(ref first, i)));
        if (!bytes.IsEmpty) Sse.Prefetch1(Unsafe.AsPointer(ref Unsafe.Add(ref first, bytes.Length - 1)));
    }

    /// <summary>Asks for <paramref name="width"/> floats of each row: they go to the first cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Rows(ref float from, nint stride, int rows, int width)
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

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ActorBackprop.Learning.Kernels;

/// <summary>Converts pixels, 0 to 255, to the inputs of a network.</summary>
internal static class PixelKernels
{
    /// <summary>
    /// Computes pixel / 255, as a product with 1 / 255 and a correction: for all 256 pixels the bits of the division, which is slow.
    /// </summary>
    /// <param name="pixels">Any number of pixels.</param>
    /// <param name="inputs">As many, or more; further ones are not changed.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unpack(ReadOnlySpan<byte> pixels, Span<float> inputs)
    {
        var k = 0;
        ref var from = ref MemoryMarshal.GetReference(pixels);
        ref var to = ref MemoryMarshal.GetReference(inputs[..pixels.Length]);
        if (Avx512F.IsSupported)
            for (; k + Vector128<byte>.Count <= pixels.Length; k += Vector128<byte>.Count)
            {
                var x = Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.LoadUnsafe(ref Unsafe.Add(ref from, k))));
                var quotient = x * Vector512.Create(1 / 255f);
                var lacking = Vector512.FusedMultiplyAdd(Vector512.Create(-255f), quotient, x);
                Vector512.FusedMultiplyAdd(lacking, Vector512.Create(1 / 255f), quotient).StoreUnsafe(ref Unsafe.Add(ref to, k));
            }
        for (; k + Vector128<byte>.Count <= pixels.Length; k += Vector128<byte>.Count)
        {
            var (lower, upper) = Vector256.Widen(Vector256.WidenLower(Vector128.LoadUnsafe(ref Unsafe.Add(ref from, k)).ToVector256Unsafe()));
            Quotient(lower).StoreUnsafe(ref Unsafe.Add(ref to, k));
            Quotient(upper).StoreUnsafe(ref Unsafe.Add(ref to, k + 8));
        }
        for (; k < pixels.Length; k++) inputs[k] = pixels[k] / 255f;

        static Vector256<float> Quotient(Vector256<uint> pixels)
        {
            var x = Vector256.ConvertToSingle(pixels.AsInt32());
            var quotient = x * Vector256.Create(1 / 255f);
            return Vector256.FusedMultiplyAdd(Vector256.FusedMultiplyAdd(Vector256.Create(-255f), quotient, x), Vector256.Create(1 / 255f), quotient);
        }
    }
}

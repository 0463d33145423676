using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Learning.Compression;

/// <summary>
/// Encodes each number as the nearest float of 16 bits (IEEE 754 binary16, ties to even): 2 bytes. Finite numbers stay finite: they are
/// clamped to ±65504. Own code, since TensorPrimitives.ConvertToHalf is in a package and this project needs only the framework.
/// </summary>
public sealed class Float16 : ICompressor
{
    private const uint Infinity = 0x7F800000, Largest = 0x477FE000, Normal = 0x38800000; // as floats: ∞, 65504, 2⁻¹⁴
    private const uint Half = 0x3F000000; // 0.5f: its last bit has the value of the last bit of the smallest numbers
    private const uint Rebias = (127 - 15) << 23;
    private const int Lanes = 8;

    /// <inheritdoc/>
    public bool UsesErrorFeedback => false;

    /// <inheritdoc/>
    public int MaxEncodedBytes(int count) => sizeof(ushort) * count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Encode(ReadOnlySpan<float> values, RandomSource random, Span<byte> bytes)
    {
        var halves = MemoryMarshal.Cast<byte, ushort>(bytes)[..values.Length];
        Span<float> rest = stackalloc float[Lanes];
        Span<ushort> last = stackalloc ushort[Lanes];
        var i = 0;
        for (; i + Lanes <= values.Length; i += Lanes) Narrow(Vector256.Create(values[i..])).CopyTo(halves[i..]);
        values[i..].CopyTo(rest);
        Narrow(Vector256.Create<float>(rest)).CopyTo(last);
        last[..(values.Length - i)].CopyTo(halves[i..]);
        return MaxEncodedBytes(values.Length);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryDecode(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (bytes.Length != MaxEncodedBytes(values.Length)) return false;
        var halves = MemoryMarshal.Cast<byte, ushort>(bytes);
        Span<ushort> rest = stackalloc ushort[Lanes];
        Span<float> last = stackalloc float[Lanes];
        var i = 0;
        for (; i + Lanes <= values.Length; i += Lanes) Widen(Vector128.Create(halves[i..])).CopyTo(values[i..]);
        halves[i..].CopyTo(rest);
        Widen(Vector128.Create<ushort>(rest)).CopyTo(last);
        last[..(values.Length - i)].CopyTo(values[i..]);
        return true;
    }

    /// <summary>
    /// Changes the exponent's bias and adds half of the last place that stays, except for a tie that is even. Numbers too
    /// small for that are rounded by adding them to a number with the same last place (Giesen, float_to_half_rtne).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Narrow(Vector256<float> values)
    {
        var sign = values.AsUInt32() & Vector256.Create(0x80000000);
        var size = values.AsUInt32() ^ sign;
        var finite = Vector256.Min(size, Vector256.Create(Largest));
        var normal = (finite - Vector256.Create(Rebias) + Vector256.Create(0xFFFu) + ((finite >> 13) & Vector256<uint>.One)) >> 13;
        var small = (finite.AsSingle() + Vector256.Create(Half).AsSingle()).AsUInt32() - Vector256.Create(Half);
        var half = Vector256.ConditionalSelect(Vector256.LessThan(finite, Vector256.Create(Normal)), small, normal);
        half = Vector256.ConditionalSelect(Vector256.Equals(size, Vector256.Create(Infinity)), Vector256.Create(0x7C00u), half);
        half = Vector256.ConditionalSelect(Vector256.GreaterThan(size, Vector256.Create(Infinity)), Vector256.Create(0x7E00u), half);
        half |= sign >> 16;
        return Vector128.Narrow(half.GetLower(), half.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Widen(Vector128<ushort> halves)
    {
        var bits = Vector256.Create(Vector128.WidenLower(halves), Vector128.WidenUpper(halves));
        var size = (bits & Vector256.Create(0x7FFFu)) << 13;
        var normal = size + Vector256.Create(Rebias);
        var small = ((normal + Vector256.Create(1u << 23)).AsSingle() - Vector256.Create(Normal).AsSingle()).AsUInt32();
        var number = Vector256.ConditionalSelect(Vector256.LessThan(size, Vector256.Create(1u << 23)), small, normal);
        number = Vector256.ConditionalSelect(
            Vector256.LessThan(size, Vector256.Create(0x7C00u << 13)), number, size + Vector256.Create(Infinity - (0x7C00u << 13)));
        return (number | (bits & Vector256.Create(0x8000u)) << 16).AsSingle();
    }
}

using System.Runtime.InteropServices;
using ActorBackprop.Learning.Compression;
using CsCheck;

namespace ActorBackprop.Learning.Tests.Compression;

/// <summary>Against the framework's own half.</summary>
public sealed class Float16Tests
{
    [Fact]
    public void Every_half_is_read_as_the_float_it_is_and_written_as_itself()
    {
        var halves = Enumerable.Range(0, 1 << 16).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits)).ToArray();
        var floats = new float[halves.Length];
        Assert.True(new Float16().TryDecode(MemoryMarshal.AsBytes<Half>(halves), floats));
        for (var i = 0; i < halves.Length; i++)
            Assert.True(Half.IsNaN(halves[i]) ? float.IsNaN(floats[i]) : BitConverter.SingleToInt32Bits((float)halves[i]) == BitConverter.SingleToInt32Bits(floats[i]), $"{i:X4}");
        var written = MemoryMarshal.Cast<byte, Half>(CompressorTests.RoundTrip(new Float16(), floats).Bytes).ToArray();
        Assert.All(halves.Zip(written), pair => Assert.True(pair.First.Equals(pair.Second))); // one NaN equals another
    }

    [Fact]
    public void A_float_is_encoded_as_the_nearest_half_and_a_finite_one_never_as_infinity() =>
        Gen.Int.Array[1, 500].Sample(bits =>
        {
            var floats = Array.ConvertAll(bits, BitConverter.Int32BitsToSingle);
            var (_, read) = CompressorTests.RoundTrip(new Float16(), floats);
            for (var i = 0; i < floats.Length; i++)
            {
                var expected = (float)(Half)floats[i];
                if (float.IsInfinity(expected) && float.IsFinite(floats[i])) expected = Math.Sign(floats[i]) * 65504f;
                Assert.Equal(expected, read[i]);
            }
        }, iter: 2000);

    [Fact]
    public void Numbers_round_to_the_nearest_half_and_ties_to_even()
    {
        // Between each half and the next: the middle, and a little to either side of it.
        var between = Enumerable.Range(0, 0x7BFF).SelectMany(bits =>
        {
            var (low, high) = ((double)BitConverter.UInt16BitsToHalf((ushort)bits), (double)BitConverter.UInt16BitsToHalf((ushort)(bits + 1)));
            var middle = (float)((low + high) / 2);
            return new[] { middle, MathF.BitIncrement(middle), MathF.BitDecrement(middle) };
        }).ToArray();
        Assert.Equal(Array.ConvertAll(between, number => (float)(Half)number), CompressorTests.RoundTrip(new Float16(), between).Read);
    }
}

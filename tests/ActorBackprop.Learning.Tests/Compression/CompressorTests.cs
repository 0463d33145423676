using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Numerics;
using CsCheck;

namespace ActorBackprop.Learning.Tests.Compression;

/// <summary>What holds for every compressor, whatever the numbers and the bytes.</summary>
public sealed class CompressorTests
{
    private static readonly ICompressor[] All = [new Float16(), new Qsgd(), new OneBit(), new TopK(0.01), new TopK(0.3)];

    private static readonly Gen<float> AnyFinite = Gen.OneOf(Gen.Const(0f), Gen.Float[-10, 10], Gen.Float[-1e30f, 1e30f], Gen.Float[-1e-40f, 1e-40f]);

    [Fact]
    public void Finite_numbers_are_decoded_as_finite_ones_from_the_stated_bytes() =>
        AnyFinite.Array[1, 1200].Sample(values => Assert.All(All, compressor =>
        {
            var (bytes, read) = RoundTrip(compressor, values);
            Assert.Equal(compressor.MaxEncodedBytes(values.Length), bytes.Length);
            Assert.All(read, number => Assert.True(float.IsFinite(number)));
        }), iter: 200);

    [Fact]
    public void A_number_that_is_not_finite_is_decoded_as_one() =>
        Gen.Select(AnyFinite.Array[1, 1200], Gen.Int[0, int.MaxValue], Gen.OneOf(Gen.Const(float.NaN), Gen.Const(-float.NaN), Gen.Const(float.PositiveInfinity), Gen.Const(float.NegativeInfinity)))
            .Sample((values, place, number) => Assert.All(All, compressor =>
            {
                values[place % values.Length] = number;
                Assert.Contains(RoundTrip(compressor, values).Read, read => !float.IsFinite(read));
            }), iter: 200);

    [Fact]
    public void The_same_numbers_are_the_same_bytes_each_time() =>
        AnyFinite.Array[1, 1200].Sample(values => Assert.All(All, compressor =>
            Assert.Equal(RoundTrip(compressor, values).Bytes, RoundTrip(compressor, values).Bytes)), iter: 50);

    [Fact]
    public void Zeros_are_decoded_as_zeros() => Assert.All(All, compressor => Assert.All(RoundTrip(compressor, new float[777]).Read, number => Assert.Equal(0, number)));

    [Fact]
    public void Any_bytes_are_decoded_or_refused() =>
        Gen.Select(Gen.Byte.Array[0, 400], Gen.Int[1, 300]).Sample((bytes, count) => Assert.All(All, compressor =>
        {
            var exact = new byte[compressor.MaxEncodedBytes(count)];
            bytes.AsSpan(0, Math.Min(bytes.Length, exact.Length)).CopyTo(exact);
            compressor.TryDecode(exact, new float[count]); // whatever it says, it ends
            Assert.Equal(bytes.Length == exact.Length && compressor.TryDecode(exact, new float[count]), compressor.TryDecode(bytes, new float[count]));
        }), iter: 500);

    internal static (byte[] Bytes, float[] Read) RoundTrip(ICompressor compressor, float[] values, ulong index = 0)
    {
        var bytes = new byte[compressor.MaxEncodedBytes(values.Length) + 3]; // room for more
        var written = compressor.Encode(values, new RandomSource(7, RandomPurpose.Rounding, index), bytes);
        var read = new float[values.Length];
        Array.Fill(read, 123); // what was there before must not be seen
        Assert.True(compressor.TryDecode(bytes.AsSpan(0, written), read));
        return (bytes[..written], read);
    }
}

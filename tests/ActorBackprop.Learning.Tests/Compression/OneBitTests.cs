using ActorBackprop.Learning.Compression;
using CsCheck;

namespace ActorBackprop.Learning.Tests.Compression;

public sealed class OneBitTests
{
    [Fact]
    public void The_encoding_has_a_bit_per_number_and_two_floats_per_512_numbers()
    {
        Assert.Equal((8 + 1, 8 + 64, 16 + 65), (new OneBit().MaxEncodedBytes(1), new OneBit().MaxEncodedBytes(512), new OneBit().MaxEncodedBytes(513)));
        Assert.InRange(new OneBit().MaxEncodedBytes(1_000_000) / 4e6, 0.03, 0.04);
    }

    [Fact]
    public void Each_number_is_decoded_as_the_mean_of_those_with_its_sign() =>
        Gen.Float[-100, 100].Array[1, 1200].Sample(values =>
        {
            var (_, read) = CompressorTests.RoundTrip(new OneBit(), values);
            foreach (var bucket in values.Zip(read).Chunk(512))
                foreach (var sameSign in bucket.GroupBy(pair => pair.First < 0))
                {
                    var mean = sameSign.Average(pair => (double)pair.First);
                    Assert.All(sameSign.Select(pair => pair.Second).Distinct(), decoded => Assert.Equal(mean, decoded, 1e-4));
                }
        }, iter: 100);
}

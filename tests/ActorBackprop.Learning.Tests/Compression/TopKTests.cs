using System.Runtime.InteropServices;
using ActorBackprop.Learning.Compression;
using CsCheck;

namespace ActorBackprop.Learning.Tests.Compression;

public sealed class TopKTests
{
    /// <summary>Many that are equally large among them.</summary>
    private static readonly Gen<float[]> Numbers = Gen.OneOf(Gen.Int[-5, 5].Select(whole => (float)whole), Gen.Float[-6, 6]).Array[1, 700];

    [Fact]
    public void The_encoding_has_eight_bytes_per_number_that_is_kept()
    {
        Assert.Equal((8 * 795, 8, 8 * 250), (new TopK(0.01).MaxEncodedBytes(79_510), new TopK(0.01).MaxEncodedBytes(20), new TopK(0.5).MaxEncodedBytes(500)));
        Assert.InRange(new TopK(0.01).MaxEncodedBytes(79_510) / (4.0 * 79_510), 0.019, 0.021);
    }

    [Fact]
    public void The_largest_numbers_are_kept_and_of_equal_ones_the_first() =>
        Gen.Select(Numbers, Gen.Double[0.001, 0.5]).Sample((values, fraction) =>
        {
            var kept = Math.Max(1, (int)Math.Round(fraction * values.Length));
            var places = values.Select((value, place) => (value, place)).OrderByDescending(pair => Math.Abs(pair.value)).ThenBy(pair => pair.place)
                .Take(kept).Select(pair => pair.place).ToHashSet();
            var expected = values.Select((value, place) => places.Contains(place) ? value : 0).ToArray();
            Assert.Equal(expected, CompressorTests.RoundTrip(new TopK(fraction), values).Read);
        }, iter: 500);

    [Theory]
    [InlineData(3, 2), InlineData(2, 2), InlineData(-1, 2), InlineData(0, 10), InlineData(int.MinValue, int.MaxValue)]
    public void Indices_out_of_range_or_not_ascending_are_refused(int first, int second) =>
        Assert.False(new TopK(0.2).TryDecode(MemoryMarshal.AsBytes<int>([first, second, 0, 0]), new float[10]));
}

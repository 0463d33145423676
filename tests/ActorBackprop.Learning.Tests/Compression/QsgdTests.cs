using ActorBackprop.Learning.Compression;
using CsCheck;

namespace ActorBackprop.Learning.Tests.Compression;

public sealed class QsgdTests
{
    private static readonly Gen<float[]> Numbers = Gen.Float[-100, 100].Array[1, 1200];

    [Fact]
    public void The_encoding_has_a_byte_per_number_and_a_float_per_512_numbers()
    {
        Assert.Equal((404, 1008), (new Qsgd().MaxEncodedBytes(400), new Qsgd().MaxEncodedBytes(1000)));
        Assert.InRange(new Qsgd().MaxEncodedBytes(1_000_000) / 4e6, 0.25, 0.26);
    }

    [Fact]
    public void A_number_is_decoded_as_one_of_the_two_nearest_steps() =>
        Numbers.Sample(values =>
        {
            var (_, read) = CompressorTests.RoundTrip(new Qsgd(), values);
            for (var from = 0; from < values.Length; from += 512)
            {
                var to = Math.Min(from + 512, values.Length);
                var unit = values[from..to].Max(Math.Abs) / 127.0;
                if (unit * float.MaxValue < 1) // 1 / unit is no float: steps so small are not taken
                {
                    Assert.All(read[from..to], value => Assert.Equal(0, value));
                    continue;
                }
                for (var i = from; i < to; i++)
                {
                    var steps = unit == 0 ? 0 : read[i] / unit;
                    Assert.Equal(Math.Round(steps), steps, 1e-3);
                    Assert.InRange(Math.Abs(read[i] - values[i]), 0, unit * 1.001);
                }
            }
        }, iter: 300);

    [Theory]
    [InlineData(1e-40f, 0), InlineData(3e-37f, 0), InlineData(4e-37f, 1)]
    public void A_bucket_of_tiny_numbers_is_decoded_as_zeros(float largest, int sign)
    {
        var (_, read) = CompressorTests.RoundTrip(new Qsgd(), [largest, -largest, 0]);
        Assert.Equal([sign, -sign, 0], read.Select(value => MathF.Sign(value)));
    }

    /// <summary>5000 messages: the mean is within five standard errors, which is as if one number in two million was not.</summary>
    [Fact]
    public void The_mean_of_decoded_numbers_is_the_number_itself()
    {
        var random = new Random(4);
        var values = Enumerable.Range(0, 600).Select(_ => (float)(random.NextDouble() * 2 - 1)).ToArray();
        var sums = new double[values.Length];
        const int messages = 5000;
        for (var message = 0; message < messages; message++)
        {
            var (_, read) = CompressorTests.RoundTrip(new Qsgd(), values, (ulong)message);
            for (var i = 0; i < values.Length; i++) sums[i] += read[i];
        }
        for (var i = 0; i < values.Length; i++)
        {
            var unit = values[(i / 512 * 512)..Math.Min(i / 512 * 512 + 512, values.Length)].Max(Math.Abs) / 127.0;
            var share = Math.Abs(values[i]) / unit % 1; // of going up
            var error = unit * Math.Sqrt(share * (1 - share) / messages);
            Assert.InRange(Math.Abs(sums[i] / messages - values[i]), 0, 5 * error + 1e-6);
        }
    }
}

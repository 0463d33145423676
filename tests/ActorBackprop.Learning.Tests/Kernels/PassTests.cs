using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Tests.Support;

namespace ActorBackprop.Learning.Tests.Kernels;

/// <summary>What goes over memory once, number by number, against lone floats.</summary>
public sealed class PassTests
{
    private static readonly float[] Awkward =
        [0, -0f, float.Epsilon, -float.Epsilon, 1e-40f, -3e-39f, 1.1754944e-38f, 3.4028235e38f, -3.4028235e38f, 1, -1, 1e-20f];

    [Fact]
    public void Every_pixel_is_divided_by_255_to_the_bit_at_any_position()
    {
        for (var length = 1; length < 70; length++)
        {
            var pixels = new byte[length];
            var inputs = new float[length];
            for (var first = 0; first < 256; first += length)
            {
                for (var k = 0; k < length; k++) pixels[k] = (byte)(first + k);
                PixelKernels.Unpack(pixels, inputs);
                AssertSame(pixels.Select(pixel => pixel / 255f), inputs);
            }
        }
    }

    [Theory]
    [InlineData(1), InlineData(3), InlineData(10), InlineData(128), InlineData(1000)]
    public void An_average_is_each_number_divided_once(int divisor)
    {
        var random = new Random(divisor);
        for (var length = 0; length <= 72; length += 8)
        {
            float[] numbers = [.. Some.Floats(random, length, 1000)];
            for (var i = 0; i < length; i += 2) numbers[i] = Awkward[random.Next(Awkward.Length)];
            var quotients = new float[length];
            Assert.True(Quotient.Of(numbers, divisor, quotients));
            AssertSame(numbers.Select(number => number / divisor), quotients);
        }
    }

    [Fact]
    public void A_step_is_a_division_and_one_fused_operation_for_each_parameter()
    {
        var random = new Random(6);
        for (var length = 0; length <= 72; length += 8)
        {
            float[] g = Some.Floats(random, length), w = Some.Floats(random, length), next = new float[length];
            for (var i = 0; i < length; i += 3) (g[i], w[i]) = (Awkward[random.Next(2)], Awkward[random.Next(7)]);
            Assert.True(Descent.Step(g, 7, w, -0.3f, next));
            AssertSame(g.Zip(w, (gradient, weight) => MathF.FusedMultiplyAdd(-0.3f, gradient / 7, weight)), next);
        }
    }

    [Theory]
    [InlineData(float.NaN), InlineData(float.PositiveInfinity), InlineData(float.NegativeInfinity)]
    public void A_number_that_is_not_finite_is_found_at_any_position(float poison)
    {
        for (var place = 0; place < 72; place++)
        {
            var numbers = new float[72];
            numbers[place] = poison;
            Assert.False(Quotient.Of(numbers, 3, new float[72]));
            Assert.False(Descent.Step(numbers, 3, new float[72], -0.3f, new float[72]));
            Assert.False(Descent.Step(new float[72], 3, numbers, -0.3f, new float[72]));
        }
    }

    private static void AssertSame(IEnumerable<float> expected, float[] found) =>
        Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), found.Select(BitConverter.SingleToInt32Bits));
}

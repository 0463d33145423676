using System.Runtime.Intrinsics;
using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Learning.Tests.Numerics;

public sealed class NumericsTests
{
    [Fact]
    public void Exp_and_log_are_within_two_units_in_the_last_place()
    {
        var random = new Random(1);
        for (var i = 0; i < 200_000; i++)
        {
            var x = (random.NextDouble() * 2 - 1) * 700;
            Assert.InRange(Ulps(Scalar.Exp(x), Math.Exp(x)), 0, 2);
            var y = BitConverter.Int64BitsToDouble((long)(random.NextDouble() * 0x7FEFFFFFFFFFFFFF)); // all sizes
            if (y > 0) Assert.InRange(Ulps(Scalar.Log(y), Math.Log(y)), 0, 2);
            var near = 1 + (random.NextDouble() - 0.5) * 0.01;
            Assert.InRange(Math.Abs(Scalar.Log(near) - Math.Log(near)), 0, 4e-16);
        }
        Assert.Equal((1.0, 0.0, double.PositiveInfinity), (Scalar.Exp(0), Scalar.Exp(-1e9), Scalar.Exp(1e9)));
        Assert.Equal((0.0, double.PositiveInfinity), (Scalar.Log(1), Scalar.Log(double.PositiveInfinity)));
        Assert.All([Scalar.Exp(double.NaN), Scalar.Log(double.NaN), Scalar.Log(-1), Scalar.Log(0)], x => Assert.True(double.IsNaN(x)));
    }

    [Fact]
    public void Half_a_cosine_and_integer_powers_are_mathematically_right()
    {
        for (var i = 0; i <= 100_000; i++) Assert.Equal(Math.Cos(Math.PI * (i / 1e5)), Scalar.CosPi(i / 1e5), 1e-15);
        Assert.Equal((1.0, -1.0), (Scalar.CosPi(0), Scalar.CosPi(1)));
        Assert.All([-1e-9, 1 + 1e-9], t => Assert.Throws<ArgumentOutOfRangeException>(() => Scalar.CosPi(t)));
        for (var n = 0; n < 300; n++) Assert.Equal(1, Scalar.Power(0.97, n) / Math.Pow(0.97, n), 1e-13);
        Assert.Equal((1, 0, 1024), (Scalar.Power(0, 0), Scalar.Power(0, 3), Scalar.Power(2, 10)));
    }

    [Fact]
    public void The_vector_functions_are_close_to_the_mathematical_ones()
    {
        for (var x = -87.0; x <= 88; x += 0.00071)
        {
            var f = (float)x;
            Assert.InRange(Math.Abs(Lane(VectorMath.Exp, f) / Math.Exp(f) - 1), 0, 2.5e-7);
            Assert.InRange(Math.Abs(Lane(VectorMath.Sigmoid, f) * (1 + Math.Exp(-f)) - 1), 0, 4e-7);
        }
        for (var x = -12.0; x <= 12; x += 0.00013)
            if ((float)x != 0) Assert.InRange(Math.Abs(Lane(VectorMath.Tanh, (float)x) / Math.Tanh((float)x) - 1), 0, 3e-7);
    }

    [Fact]
    public void NaN_stays_NaN_and_infinities_saturate()
    {
        foreach (var function in new Func<Vector256<float>, Vector256<float>>[] { VectorMath.Exp, VectorMath.Sigmoid, VectorMath.Tanh })
        {
            Assert.True(float.IsNaN(Lane(function, float.NaN)));
            Assert.True(float.IsNaN(Lane(function, -float.NaN)));
        }
        Assert.Equal((1f, -1f), (Lane(VectorMath.Tanh, float.PositiveInfinity), Lane(VectorMath.Tanh, float.NegativeInfinity)));
        Assert.Equal(1f, Lane(VectorMath.Sigmoid, float.PositiveInfinity));
        Assert.InRange(Lane(VectorMath.Sigmoid, float.NegativeInfinity), 0, 1e-37f);
    }

    [Fact]
    public void A_lane_depends_on_itself_alone()
    {
        var mixed = Vector256.Create(float.NaN, 1, -80, 80, 0, 0.3f, float.PositiveInfinity, -1);
        foreach (var function in new Func<Vector256<float>, Vector256<float>>[] { VectorMath.Exp, VectorMath.Sigmoid, VectorMath.Tanh })
            for (var lane = 1; lane < 8; lane++) Assert.Equal(Lane(function, mixed[lane]), function(mixed)[lane]);
    }

    [Fact]
    public void Random_numbers_are_xoshiros_from_a_state_that_splitmix_fills()
    {
        ulong state = 42; // written down from the papers' pseudo-code, not from the class under test
        ulong Split()
        {
            state += 0x9E3779B97F4A7C15UL;
            var z = state;
            z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
            z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
            return z ^ (z >> 31);
        }
        state = Split() ^ (ulong)RandomPurpose.SampleOrder;
        state = Split() ^ 3;
        ulong[] s = [Split(), Split(), Split(), Split()];
        var random = new RandomSource(42, RandomPurpose.SampleOrder, 3);
        for (var i = 0; i < 1000; i++)
        {
            ulong Rotate(ulong x, int k) => (x << k) | (x >> (64 - k));
            Assert.Equal(unchecked(Rotate(s[1] * 5, 7) * 9), random.Next());
            var t = s[1] << 17;
            s[2] ^= s[0];
            s[3] ^= s[1];
            s[1] ^= s[2];
            s[0] ^= s[3];
            s[2] ^= t;
            s[3] = Rotate(s[3], 45);
        }
    }

    [Fact]
    public void Whole_numbers_are_equally_likely_and_normal_ones_normal()
    {
        var random = new RandomSource(7, RandomPurpose.Parameters, 0);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++) counts[random.NextBelow(7)]++;
        Assert.InRange(counts.Sum(count => (count - 10_000.0) * (count - 10_000) / 10_000), 0, 22.5); // χ² with 6 degrees: 99.9 %
        var normal = Enumerable.Range(0, 200_000).Select(_ => random.NextNormal()).ToArray();
        Assert.Equal(0, normal.Average(), 0.01);
        Assert.Equal(1, normal.Average(x => x * x), 0.02);
        Assert.Equal(0.0455, normal.Count(x => Math.Abs(x) > 2) / 200_000.0, 0.003);
        Assert.NotEqual(new RandomSource(7, RandomPurpose.Parameters, 1).Next(), new RandomSource(7, RandomPurpose.Parameters, 0).Next());
        Assert.NotEqual(new RandomSource(7, RandomPurpose.SampleOrder, 0).Next(), new RandomSource(7, RandomPurpose.Parameters, 0).Next());
    }

    private static float Lane(Func<Vector256<float>, Vector256<float>> function, float x) => function(Vector256.Create(x))[5];

    private static long Ulps(double a, double b) => Math.Abs(BitConverter.DoubleToInt64Bits(a) - BitConverter.DoubleToInt64Bits(b));
}

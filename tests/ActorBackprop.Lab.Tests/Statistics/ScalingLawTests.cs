using ActorBackprop.Lab.Statistics;

namespace ActorBackprop.Lab.Tests.Statistics;

/// <summary>The laws, fitted to what they themselves foretell and to a case computed by hand.</summary>
public sealed class ScalingLawTests
{
    public static TheoryData<double> Shares => [0, 0.05, 0.3, 1];

    [Theory, MemberData(nameof(Shares))]
    public void Speed_ups_that_follow_Amdahls_law_give_its_share_back(double serial)
    {
        var law = ScalingLaw.Fit([.. new[] { 1.0, 2, 3, 8, 64 }.Select(p => (p, 1 / (serial + (1 - serial) / p)))], isWeak: false);
        Assert.Equal(serial, law.Serial, 12);
        Assert.Equal(0, law.Residual, 9);
    }

    [Theory, MemberData(nameof(Shares))]
    public void Speed_ups_that_follow_Gustafsons_law_give_its_share_back(double serial)
    {
        var law = ScalingLaw.Fit([.. new[] { 1.0, 2, 3, 8, 64 }.Select(p => (p, p - serial * (p - 1)))], isWeak: true);
        Assert.Equal(serial, law.Serial, 12);
        Assert.Equal(0, law.Residual, 9);
    }

    [Fact]
    public void Two_workers_1_6_times_as_fast_mean_that_a_quarter_is_serial()
    {
        // 1/1.6 = s + (1 − s)/2, so s = 2/1.6 − 1.
        var law = ScalingLaw.Fit([(1, 1), (2, 1.6)], isWeak: false);
        Assert.Equal(0.25, law.Serial, 12);
        Assert.Equal(4, law.SpeedUp(1e12), 6);
    }

    [Fact]
    public void The_share_is_never_below_0_or_above_1()
    {
        Assert.Equal(0, ScalingLaw.Fit([(1, 1), (2, 2.5)], isWeak: false).Serial);
        Assert.Equal(1, ScalingLaw.Fit([(1, 1), (2, 0.5)], isWeak: false).Serial);
    }

    [Theory, InlineData(0.02, 0.001), InlineData(0.3, 0.02), InlineData(0, 0.1)]
    public void Falling_speed_ups_give_both_parameters_of_the_universal_law(double serial, double crosstalk)
    {
        var law = ScalingLaw.Fit(
            [.. new[] { 1.0, 2, 4, 8, 16, 64 }.Select(p => (p, p / (1 + serial * (p - 1) + crosstalk * p * (p - 1))))], isWeak: false);
        Assert.Equal((serial, crosstalk), (Math.Round(law.Serial, 9), Math.Round(law.Crosstalk, 9)));
        Assert.Equal(0, law.Residual, 9);
        Assert.Null(law.Ceiling);
        // The peak, found by trying: no number of workers around it is faster.
        var best = Enumerable.Range(10, 6400).MaxBy(tenths => law.SpeedUp(tenths / 10.0)) / 10.0;
        Assert.Equal(best, law.Peak!.Value, 0.1);
    }

    [Fact]
    public void No_ceiling_is_told_that_a_point_is_above()
    {
        // The speed-ups of eight workers and more in a rack whose network card is the server's.
        (double, double)[] rack = [(1, 1), (2, 1.74), (4, 2.48), (8, 2.49), (16, 1.75), (32, 1.00)];
        var law = ScalingLaw.Fit(rack, isWeak: false);
        Assert.Null(law.Ceiling);
        Assert.InRange(law.Peak!.Value, 4, 8);
        Assert.True(law.Residual < 0.3, $"{law.Residual}");
        Assert.Null(ScalingLaw.Fit([(1, 1), (2, 0.8)], isWeak: false).Ceiling); // by Amdahl's law none is below 1
        Assert.Equal(4, ScalingLaw.Fit([(1, 1), (2, 1.6)], isWeak: false).Ceiling!.Value, 9);
    }
}

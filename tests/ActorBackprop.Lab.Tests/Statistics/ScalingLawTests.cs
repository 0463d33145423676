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
    public void Of_two_workers_1_6_times_as_fast_a_quarter_is_serial()
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
}

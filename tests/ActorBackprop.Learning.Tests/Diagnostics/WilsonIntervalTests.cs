using ActorBackprop.Learning.Diagnostics;

namespace ActorBackprop.Learning.Tests.Diagnostics;

public sealed class WilsonIntervalTests
{
    /// <summary>The bounds are the fractions p whose own 95 % range just reaches what was counted: (p̂ − p)² = z² p (1 − p) / n.</summary>
    [Theory]
    [InlineData(8, 10), InlineData(1, 3), InlineData(9565, 10_000), InlineData(1, 1000), InlineData(599, 600)]
    public void Both_bounds_solve_the_equation_they_come_from(int correct, int samples)
    {
        var (low, high) = WilsonInterval.Of(correct, samples);
        var fraction = (double)correct / samples;
        Assert.True(low < fraction && fraction < high);
        foreach (var p in new[] { low, high })
            Assert.Equal(1.959963984540054 * 1.959963984540054, (fraction - p) * (fraction - p) * samples / (p * (1 - p)), 1e-6);
    }

    [Fact]
    public void The_interval_agrees_with_a_textbook()
    {
        var (low, high) = WilsonInterval.Of(8, 10);
        Assert.Equal((0.4902, 0.9433), (Math.Round(low, 4), Math.Round(high, 4)));
        Assert.Equal((0, 0.2775), Rounded(WilsonInterval.Of(0, 10)));
        Assert.Equal((0.7225, 1), Rounded(WilsonInterval.Of(10, 10)));
    }

    [Theory]
    [InlineData(0, 0), InlineData(2, 1), InlineData(-1, 1)]
    public void An_impossible_count_throws(int correct, int samples) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => WilsonInterval.Of(correct, samples));

    private static (double, double) Rounded((double Low, double High) interval) => (Math.Round(interval.Low, 4), Math.Round(interval.High, 4));
}

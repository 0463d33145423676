using ActorBackprop.Learning.Measuring;

namespace ActorBackprop.Learning.Tests.Measuring;

public sealed class WilsonTests
{
    /// <summary>The bounds are the fractions p whose own 95 % range just reaches what was counted: (p̂ − p)² = z² p (1 − p) / n.</summary>
    [Theory]
    [InlineData(8, 10), InlineData(1, 3), InlineData(9565, 10_000), InlineData(1, 1000), InlineData(599, 600)]
    public void Both_bounds_solve_the_equation_they_come_from(int correct, int samples)
    {
        var (low, high) = Wilson.Interval(correct, samples);
        var fraction = (double)correct / samples;
        Assert.True(low < fraction && fraction < high);
        foreach (var p in new[] { low, high })
            Assert.Equal(1.959963984540054 * 1.959963984540054, (fraction - p) * (fraction - p) * samples / (p * (1 - p)), 1e-6);
    }

    [Fact]
    public void It_knows_the_textbooks_numbers()
    {
        var (low, high) = Wilson.Interval(8, 10);
        Assert.Equal((0.4902, 0.9433), (Math.Round(low, 4), Math.Round(high, 4)));
        Assert.Equal((0, 0.2775), Rounded(Wilson.Interval(0, 10)));
        Assert.Equal((0.7225, 1), Rounded(Wilson.Interval(10, 10)));
    }

    [Theory]
    [InlineData(0, 0), InlineData(2, 1), InlineData(-1, 1)]
    public void What_cannot_be_counted_is_refused(int correct, int samples) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Wilson.Interval(correct, samples));

    private static (double, double) Rounded((double Low, double High) interval) => (Math.Round(interval.Low, 4), Math.Round(interval.High, 4));
}

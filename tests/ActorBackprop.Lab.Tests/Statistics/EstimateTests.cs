using ActorBackprop.Lab.Statistics;

namespace ActorBackprop.Lab.Tests.Statistics;

/// <summary>The interval of the median: how often it covers the true one, counted.</summary>
public sealed class EstimateTests
{
    [Theory]
    [InlineData(2, 0.5), InlineData(3, 0.75), InlineData(4, 0.875), InlineData(5, 0.9375)] // 1 − 2^(1 − n): not all on one side
    public void The_interval_of_fewer_than_six_values_is_their_range(int count, double coverage)
    {
        var estimate = Estimate.Of(Enumerable.Range(1, count).Select(value => (double)value).Reverse());
        Assert.Equal((1.0, count, coverage), (estimate.Low, estimate.High, Math.Round(estimate.Coverage, 12)));
    }

    /// <summary>Of all ways in which n values may lie on the two sides of the true median, each as likely as the other.</summary>
    [Theory]
    [InlineData(1), InlineData(2), InlineData(5), InlineData(6), InlineData(8), InlineData(9), InlineData(12), InlineData(15)]
    public void The_interval_covers_the_true_median_as_often_as_stated(int count)
    {
        // The values are 1 to n; the true median lies above as many of them as there are bits set.
        var estimate = Estimate.Of(Enumerable.Range(1, count).Select(value => (double)value));
        double Share(double low, double high) => Enumerable.Range(0, 1 << count).Select(sides => int.PopCount(sides) + 0.5)
            .Count(median => low <= median && median <= high) / (double)(1 << count);
        Assert.Equal(Share(estimate.Low, estimate.High), estimate.Coverage, 12);
        if (count > 5) Assert.True(estimate.Coverage >= 0.95);
        if (estimate.Low + 1 < estimate.High - 1) Assert.True(Share(estimate.Low + 1, estimate.High - 1) < 0.95);
    }

    [Fact]
    public void The_median_of_an_even_number_is_the_mean_of_the_middle_two() => Assert.Equal(2.5, Estimate.Of([4, 1, 3, 2]).Median);

    [Fact]
    public void A_target_that_is_never_reached_counts_as_longest()
    {
        var estimate = Estimate.Of([double.PositiveInfinity, 3, 1, double.PositiveInfinity, 2]);
        Assert.Equal((3, 1, double.PositiveInfinity), (estimate.Median, estimate.Low, estimate.High));
        Assert.Equal(double.PositiveInfinity, Estimate.Of([1, double.PositiveInfinity]).Median);
    }
}

using ActorBackprop.Lab.Statistics;

namespace ActorBackprop.Lab.Tests.Statistics;

/// <summary>The interval of the median, against all resamples counted out by hand.</summary>
public sealed class BootstrapTests
{
    public static TheoryData<double[]> Samples =>
    [
        [3.0],
        [1.0, 2.0],
        [95.18, 94.77, 95.59, 95.02, 95.25],
        [5.0, 1.0, 4.0, 2.0, 9.0, 7.0],
        [0.2, 0.9, 0.4, 0.1, 0.7, 0.5, 0.3],
    ];

    [Theory, MemberData(nameof(Samples))]
    public void The_interval_is_that_of_all_resamples_there_are(double[] values)
    {
        var medians = AllResamples(values).Order().ToList();
        // The smallest median that 2.5 % of them do not exceed, and the smallest that 97.5 % do not.
        var expected = (medians[(int)Math.Ceiling(0.025 * medians.Count) - 1], medians[(int)Math.Ceiling(0.975 * medians.Count) - 1]);
        Assert.Equal(expected, Bootstrap.MedianInterval(values));
    }

    [Fact]
    public void Of_five_values_it_reaches_from_the_least_to_the_most()
    {
        // The median is the least when three of five draws or more are it: Σ C(5, k) 0.2^k 0.8^(5 − k) for k ≥ 3 = 5.8 % > 2.5 %.
        Assert.Equal((1.0, 5.0), Bootstrap.MedianInterval([3, 1, 2, 5, 4]));
    }

    [Fact]
    public void The_median_of_an_even_number_is_the_mean_of_the_middle_two() =>
        Assert.Equal(2.5, Estimate.Of([4, 1, 3, 2]).Median);

    [Fact]
    public void The_same_values_have_the_same_interval() =>
        Assert.Equal(Bootstrap.MedianInterval([1, 4, 9, 16, 25, 36, 49, 64]), Bootstrap.MedianInterval([1, 4, 9, 16, 25, 36, 49, 64]));

    private static IEnumerable<double> AllResamples(double[] values)
    {
        var count = (int)Math.Pow(values.Length, values.Length);
        for (var i = 0; i < count; i++)
        {
            var (rest, drawn) = (i, new double[values.Length]);
            for (var j = 0; j < drawn.Length; j++, rest /= values.Length) drawn[j] = values[rest % values.Length];
            Array.Sort(drawn);
            yield return (drawn[(drawn.Length - 1) / 2] + drawn[drawn.Length / 2]) / 2;
        }
    }
}

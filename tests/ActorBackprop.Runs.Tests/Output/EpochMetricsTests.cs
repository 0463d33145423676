using ActorBackprop.Runs.Output;

namespace ActorBackprop.Runs.Tests.Output;

public sealed class EpochMetricsTests
{
    [Fact]
    public void An_epoch_is_one_line_with_these_names_in_this_order() => Assert.Equal(
        """
        {"event":"epoch-completed","epoch":3,"step":15000,"cost":0.125,"trainingAccuracy":0.9,
        "testAccuracy":0.9512,"testCorrect":9512,"testCount":10000,
        "samplesPerSecond":400000.5,"seconds":0.30000000000000004,"weightsSha256":"ab"}
        """.ReplaceLineEndings(""),
        (SomeMetrics.Of(3) with { Cost = 0.125, TrainingAccuracy = 0.9, TestCorrect = 9512, WeightsSha256 = "ab" }).ToJson());

    [Theory]
    [InlineData(1.0 / 3)]
    [InlineData(double.Epsilon)]
    [InlineData(double.MaxValue)]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void A_line_is_read_to_the_bit_also_where_JSON_has_no_word_for_a_number(double number)
    {
        var metrics = SomeMetrics.Of(1) with { Cost = number, Seconds = number };
        Assert.Equal(metrics, EpochMetrics.FromJson(metrics.ToJson()));
    }

    [Fact]
    public void A_line_of_a_later_version_is_read_for_what_is_known_of_it()
    {
        var later = SomeMetrics.Of(1).ToJson().Replace("{", "{\"workers\":[1],", StringComparison.Ordinal);
        Assert.Equal(SomeMetrics.Of(1), EpochMetrics.FromJson(later));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"event\":\"epoch-completed\",\"epoch\":")]
    public void What_is_no_such_line_is_null(string line) => Assert.Null(EpochMetrics.FromJson(line));
}

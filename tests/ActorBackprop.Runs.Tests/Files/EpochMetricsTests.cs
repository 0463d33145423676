using ActorBackprop.Runs.Files;

namespace ActorBackprop.Runs.Tests.Files;

public sealed class EpochMetricsTests
{
    [Fact]
    public void An_epoch_is_one_line_with_these_names_in_this_order() => Assert.Equal(
        """
        {"event":"epoch-completed","epoch":3,"step":15000,"cost":0.125,"trainingAccuracy":0.9,"testAccuracy":0.9512,"testCorrect":9512,"testCount":10000,"validationAccuracy":0.75,"validationCorrect":75,"validationCount":100,"samplesPerSecond":400000.5,"seconds":0.30000000000000004,"weightsSha256":"ab"}
        """,
        (SomeMetrics.Of(3) with
        { Cost = 0.125, TrainingAccuracy = 0.9, TestCorrect = 9512, ValidationCorrect = 75, ValidationCount = 100, WeightsSha256 = "ab" }).ToJson());

    [Fact]
    public void Bytes_are_told_where_they_were_counted()
    {
        var metrics = SomeMetrics.Of(1) with { BytesUpwards = 1234567890123 };
        Assert.Contains("\"bytesUpwards\":1234567890123,", metrics.ToJson(), StringComparison.Ordinal);
        Assert.Equal(metrics, EpochMetrics.FromJson(metrics.ToJson()));
        Assert.DoesNotContain("bytesUpwards", SomeMetrics.Of(1).ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_validation_says_null_and_one_from_before_there_was_any_is_read()
    {
        const string Unmeasured = "\"validationAccuracy\":null,\"validationCorrect\":null,\"validationCount\":null,";
        var line = SomeMetrics.Of(2).ToJson();
        Assert.Contains(Unmeasured, line, StringComparison.Ordinal);
        Assert.Equal(SomeMetrics.Of(2), EpochMetrics.FromJson(line.Replace(Unmeasured, "", StringComparison.Ordinal)));
    }

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
    public void Another_line_is_null(string line) => Assert.Null(EpochMetrics.FromJson(line));
}

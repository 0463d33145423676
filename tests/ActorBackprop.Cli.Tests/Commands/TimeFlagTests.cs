using ActorBackprop.Cli.Commands;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Tests.Commands;

public sealed class TimeFlagTests
{
    [Theory]
    [InlineData("2.5", 2.5)]
    [InlineData("2.5s", 2.5)]
    [InlineData("300ms", 0.3)]
    [InlineData("5m", 300)]
    [InlineData("1h", 3600)]
    [InlineData("1e3", 1000)]
    [InlineData("0.0001ms", 1e-7)]
    [InlineData("1000000000", 1e9)]
    public void A_time_is_a_number_with_or_without_a_unit(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromTicks((long)Math.Round(seconds * 1e7)), Flags.ParseTime("--until", text));

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1d")]
    [InlineData("1 s")]
    [InlineData("1,5")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("1e10")]
    [InlineData("0.00001ms")]
    public void Anything_but_a_time_above_0_is_refused(string text)
    {
        var refusal = Assert.Throws<RunException>(() => Flags.ParseTime("--until", text));
        Assert.Equal(ExitCode.Usage, refusal.Code);
        Assert.Equal($"--until: expected a time above 0, as in 2.5, 2.5s, 300ms, 5m or 1h, found \"{text}\".", refusal.Message);
    }
}

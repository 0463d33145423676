namespace ActorBackprop.Cli.Tests;

public sealed class OpenFileLimitTests
{
    [Theory]
    [InlineData(40, "This process may open 40 files, but needs 256; raise the limit: ulimit -n 1024.")]
    [InlineData(255, "This process may open 255 files, but needs 256; raise the limit: ulimit -n 1024.")]
    [InlineData(256, null), InlineData(1 << 20, null), InlineData(-1, null)]
    public void A_limit_that_is_too_low_is_one_sentence(long limit, string? fault) => Assert.Equal(fault, OpenFileLimit.Fault(limit));

    [Fact]
    public void The_tests_themselves_may_open_enough_files() => Assert.Null(OpenFileLimit.Fault());
}

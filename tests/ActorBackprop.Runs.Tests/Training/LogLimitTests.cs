using ActorBackprop.Runs.Training;

namespace ActorBackprop.Runs.Tests.Training;

public sealed class LogLimitTests
{
    private readonly LogLimit _limit = new();

    [Fact]
    public void A_long_line_is_cut_and_says_so()
    {
        Assert.Equal("short", _limit.Take("a", "short"));
        var cut = _limit.Take("a", new string('x', 60_000));
        Assert.StartsWith("xxx", cut, StringComparison.Ordinal);
        Assert.EndsWith(" … (58000 more characters)", cut, StringComparison.Ordinal);
        Assert.InRange(cut!.Length, 2000, 2100);
    }

    [Fact]
    public void A_kind_has_a_hundred_lines_the_last_of_which_says_so_and_the_others_have_theirs()
    {
        var lines = Enumerable.Range(0, 150).Select(line => _limit.Take("a", $"{line}")).ToList();
        Assert.Equal(Enumerable.Range(0, 99).Select(line => $"{line}"), lines[..99]);
        Assert.Equal("99 (This log leaves out further lines of this kind.)", lines[99]);
        Assert.All(lines[100..], Assert.Null);
        Assert.Equal("another kind", _limit.Take("b", "another kind"));
    }
}

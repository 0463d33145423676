namespace ActorBackprop.Cli.Tests.Documentation;

public sealed class TranscriptTests
{
    private static readonly string[] Found = ["one", "two", "three", "two", "four"];

    [Theory]
    [InlineData("one", "two", "three", "two", "four")]
    [InlineData("one  ", "two", "three", "two", "four")]
    [InlineData("one", "…", "four")]
    [InlineData("…", "two", "four")]
    [InlineData("one", "two", "…")]
    [InlineData("…", "three", "…")]
    [InlineData("one", "…", "two", "…", "two", "four")]
    [InlineData("one", "two", "three", "two", "four", "…")]
    public void A_transcript_matches_output_with_lines_left_out(params string[] documented) =>
        Assert.Null(Transcript.Difference(documented, Found));

    [Theory]
    [InlineData("expected an end, found: four", "one", "two", "three", "two")]
    [InlineData("expected: five\n   found: the end", "one", "two", "three", "two", "four", "five")]
    [InlineData("expected: 2\n   found: two", "one", "2", "three", "two", "four")]
    [InlineData("expected: two\n   found: one", "two", "…")]
    [InlineData("expected an end, found: three", "…", "two")]
    [InlineData("expected: four\n   found: two", "…", "three", "four")]
    [InlineData("expected: five\n   found: two", "…", "three", "five", "…")]
    [InlineData("expected: one\n   found: the end", "…", "four", "…", "one", "…")]
    [InlineData("expected: one\n   found: two", "…", "three", "…", "one", "…")]
    [InlineData("expected: four\n   found: the end", "…", "two", "four", "…", "four")]
    public void A_difference_is_told(string sentence, params string[] documented) =>
        Assert.Equal(sentence, Transcript.Difference(documented, Found));

    [Theory]
    [InlineData("Epoch 1: 9410 / 10000   cost 0.1593   22,051 samples/s", "Epoch 1: 9410 / 10000   cost 0.1593   7 samples/s", true)]
    [InlineData("Epoch 1: 9410 / 10000   cost 0.1593   22,051 samples/s", "Epoch 1: 9411 / 10000   cost 0.1593   22,051 samples/s", false)]
    [InlineData("Done: 95.15 %, 3.9 s, 38,945 samples/s.", "Done: 95.15 %, 1,124.0 s, 8 samples/s.", true)]
    [InlineData("Done: 95.15 %, 3.9 s, 38,945 samples/s.", "Done: 95.25 %, 3.9 s, 38,945 samples/s.", false)]
    [InlineData("Workers' time: 32 % compute, 35 % wire, 33 % wait.", "Workers' time: 1 % compute, 2 % wire, 97 % wait.", true)]
    [InlineData("Workers' time: 32 % compute, 35 % wire, 33 % wait.", "Workers' time: 32 % compute, 35 % wait, 33 % wire.", false)]
    [InlineData("Cores        2; vectors of 256 bits", "Cores        64; vectors of 512 bits", true)]
    [InlineData("Digits       60,000 + 10,000", "Digits       60,000 + 9,000", false)]
    public void The_machines_figures_are_not_compared_and_all_others_are(string documented, string found, bool same) =>
        Assert.Equal(same, Transcript.Difference([documented], [found]) is null);

    [Fact]
    public void Lines_that_only_some_machines_print_are_skipped()
    {
        string[] slow = ["one", "37 %   step 2,000   4,000 samples/s   0:10 left", "2 workers were slower than one: take one.", "two"];
        Assert.Null(Transcript.Difference(slow, ["one", "two"]));
        Assert.Null(Transcript.Difference(["one", "two"], slow));
    }
}

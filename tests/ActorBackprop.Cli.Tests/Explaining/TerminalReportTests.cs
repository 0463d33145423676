namespace ActorBackprop.Cli.Tests.Explaining;

public sealed class TerminalReportTests
{
    [Fact]
    public void The_chain_is_shown_whole()
    {
        var text = Explain.Text([.. Explain.Chain, "--nudge", "w=0.01"]);

        // By hand: z, a, C forward; then of each layer ∂C/∂a, ∂C/∂z and ∂C/∂w.
        string[] numbers =
        [
            "-0.5336889968", "0.4393137997", "0.6224593312", "0.3696568999", "0.6080955108", "0.1535891286",
            "-0.7838089784", "-0.1867937193", "-0.06904958718", "-0.3735874386", "-0.08704986169", "-0.05418499869",
            "0.1305747925", "0.03068556097", "0.01534278048", "0.2383153605", "-0.0006904958718",
        ];
        Assert.All(numbers, number => Assert.Contains(number, text, StringComparison.Ordinal));
        Assert.Contains("w3:0,0", text, StringComparison.Ordinal);
        Assert.Contains("w1:0,0", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--layers", "1,1", "--weights=-4,0", "--input", "1", "--target", "1", "--cost", "sigmoid-cross-entropy")]
    [InlineData("--layers", "3,3,2", "--input", "1,0.333333333333,-12345.6789", "--target", "1,0")]
    [InlineData("--layers", "2,2,2,2", "--input", "1e-9,-123456", "--target", "0,1", "--cost", "softmax-cross-entropy")]
    public void Every_number_of_a_small_network_is_in_one_column(params string[] arguments)
    {
        var text = Explain.Text(arguments);
        var whole = text[text.IndexOf("Forward", StringComparison.Ordinal)..text.IndexOf("One weight", StringComparison.Ordinal)];
        var lines = whole.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.TrimEnd()).ToList();
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        var begun = lines.Where(line => line[2] != ' ').ToList(); // the others go on with a sum
        Assert.True(begun.Count >= 9);
        Assert.Equal(13, Assert.Single(begun.Select(line => line.IndexOf(" = ", StringComparison.Ordinal)).Distinct()));
        var ended = lines.Where(line => line.LastIndexOf(" = ", StringComparison.Ordinal) > 13).ToList();
        Assert.Equal(begun.Count, ended.Count);
        Assert.Single(ended.Select(line => line.LastIndexOf(" = ", StringComparison.Ordinal)).Distinct());
    }

    [Fact]
    public void The_formula_of_a_cross_entropy_keeps_its_brackets() =>
        Assert.Contains(
            "  C           = −Σ [y ln a + (1 − y) ln(1 − a)]             = 4.018149928",
            Explain.Text("--layers", "1,1", "--cost", "sigmoid-cross-entropy", "--input", "1", "--target", "1", "--weights=-4,0"),
            StringComparison.Ordinal);

    [Fact]
    public void A_digit_and_its_outputs_fit_the_width_of_a_terminal()
    {
        var text = Explain.Text("--minibatch", "10", "--nudge", "b1:4=-0.1");

        Assert.Contains("+#*#%@%%%%%%%%%-", text, StringComparison.Ordinal); // the upper stroke of the 7
        Assert.Contains("target 1", text, StringComparison.Ordinal);
        Assert.Contains("Wrong: it is a 7", text, StringComparison.Ordinal);
        Assert.Contains("cosine", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
    }

    [Fact]
    public void Ascii_is_nothing_else()
    {
        var text = Explain.Text("--ascii", "--minibatch", "5", "--nudge", "w=0.1");

        Assert.Contains("dC/dw", text, StringComparison.Ordinal);
        Assert.Contains("###", text, StringComparison.Ordinal);
        Assert.DoesNotContain('?', text);
        Assert.All(text, letter => Assert.InRange(letter, '\n', '~'));
    }

    [Theory]
    [InlineData("sigmoid-cross-entropy", "sigmoid")]
    [InlineData("softmax-cross-entropy", "relu")]
    public void A_cross_entropy_says_that_slope_and_cost_cancel(string cost, string activation) =>
        Assert.Contains("a − y", Explain.Text("--cost", cost, "--activation", activation), StringComparison.Ordinal);
}

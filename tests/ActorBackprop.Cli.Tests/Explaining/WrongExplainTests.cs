namespace ActorBackprop.Cli.Tests.Explaining;

/// <summary>Wrong options of explain give one sentence and exit code 2.</summary>
public sealed class WrongExplainTests
{
    public static TheoryData<string, string[]> OfTheChain => new()
    {
        { "--weights: expected 6 number(s)", ["--weights", "1,2"] },
        { "--weights: expected a number, found \"x\"", ["--weights", "1,2,3,4,5,x"] },
        { "--weights: expected a number, found \"NaN\"", ["--weights", "1,2,3,4,5,NaN"] },
        { "--input: expected 1 number(s)", ["--input", "1,2", "--target", "1"] },
        { "--target: expected 1 number(s)", ["--input", "1", "--target", "1,2"] },
        { "--input and --target must be given together", ["--input", "1"] },
        { "--weight: \"w4:0,0\"", ["--weight", "w4:0,0"] },
        { "--weight: b2:0 is a bias", ["--weight", "b2:0"] },
        { "--neuron: \"a1:1\"", ["--neuron", "a1:1"] },
        { "--nudge: expected a parameter and what to add to it", ["--nudge", "w1:0,0"] },
        { "--nudge: \"w9:0,0\"", ["--nudge", "w9:0,0=1"] },
        { "--nudge: expected a number", ["--nudge", "w1:0,0=small"] },
        { "--nudge: expected a change other than 0", ["--nudge", "w=0"] },
        { "--top: expected 1 or more", ["--top", "0"] },
    };

    public static TheoryData<string, string[]> OfTheDigits => new()
    {
        { "--sample: expected 0 to 9999", ["--sample", "10000"] },
        { "--sample: expected 0 to 9999", ["--sample", "-1"] },
        { "--from validation: this set is empty", ["--from", "validation", "--validation", "0"] },
        { "--minibatch: expected 1 to 50000", ["--minibatch", "50001"] },
        { "layers: the first has 1 neurons", ["--layers", "1,1,10"] },
        { "--run uses the settings of its run: leave out layers", ["--run", "absent", "--layers", "784,20,10"] },
        { "--run and --weights exclude each other", ["--run", "absent", "--weights", "1"] },
        { "absent is not the directory of a run", ["--run", "absent", "--minibatch", "10"] },
    };

    [Theory, MemberData(nameof(OfTheChain))]
    public void Wrong_options_for_the_chain_are_refused(string expected, string[] arguments)
    {
        string[] chain = ["--layers", "1,1,1,1"];
        string[] sample = arguments.Contains("--input") ? [] : ["--input", "0.5", "--target", "1"];
        Expect(expected, [.. chain, .. sample, .. arguments]);
    }

    [Theory, MemberData(nameof(OfTheDigits))]
    public void Wrong_options_for_the_digits_are_refused(string expected, string[] arguments) => Expect(expected, arguments);

    private static void Expect(string expected, string[] arguments)
    {
        var (code, sentence) = Explain.Run(arguments);

        Assert.Equal(2, code);
        Assert.Contains(expected, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
    }
}

namespace ActorBackprop.Cli.Tests.Commands;

/// <summary>What --help looks like in a narrow terminal, and in a pipe.</summary>
[Collection(nameof(OneConsole))]
public sealed class HelpTests
{
    private const int Width = 80;

    public static TheoryData<string> Commands => [.. new[]
    {
        "", "train", "simulate", "replay", "worker", "certificates", "view", "sweep", "runs", "report", "calibrate", "explain", "evaluate", "predict",
        "gradcheck", "config", "doctor",
    }];

    [Theory, MemberData(nameof(Commands))]
    public void No_line_of_help_is_wider_than_eighty_columns(string command)
    {
        var lines = InProcess.Ok([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).ReplaceLineEndings("\n").Split('\n');
        Assert.InRange(lines.Length, 8, 300);
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 0, Width));
    }

    [Fact]
    public void Commands_are_listed_without_the_names_of_all_levels_and_experiments()
    {
        var help = InProcess.Ok("--help");
        Assert.Contains("  simulate <LEVEL>  ", help, StringComparison.Ordinal);
        Assert.Contains("  sweep <EXPERIMENT>  ", help, StringComparison.Ordinal);
        Assert.DoesNotContain("flaky|", help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("  one two three", 40, "  one two three")]
    [InlineData("  one --with two   what it is for", 20, "  one --with two", "      what it is for")]
    [InlineData("  one --with two --and three", 20, "  one --with two", "      --and three")]
    [InlineData("  a-word-wider-than-the-line and more", 20, "  a-word-wider-than-the-line", "      and more")]
    [InlineData("  one   what it is for in many words", 20, "  one", "      what it is for", "      in many words")]
    public void An_example_that_is_too_wide_is_broken_between_words(string example, int width, params string[] expected) =>
        Assert.Equal(expected, HelpWithExamples.Wrap(example, width));
}

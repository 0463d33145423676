using ActorBackprop.Runs;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.Commands;

[Collection(nameof(OneConsole))]
public sealed class LessonOptionsTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    [Fact]
    public void A_lesson_shows_the_requested_steps_of_the_requested_digit()
    {
        var lines = InProcess.Ok(Lesson("--digit", "3", "--pause", "0", "--steps", "2")).TrimEnd().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Contains("test image 3, a 3.", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Step 2: ", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--pause: expected 0 to 60 seconds, found 61.", "--pause", "61")]
    [InlineData("--pause: expected 0 to 60 seconds, found -1.", "--pause", "-1")]
    [InlineData("--pause: expected 0 to 60 seconds, found NaN.", "--pause", "NaN")]
    [InlineData("--steps: expected a whole number of 0 or more, found -1.", "--steps", "-1")]
    [InlineData("--digit: expected 0 to 59, found 60.", "--digit", "60")]
    [InlineData("--digit: expected 0 to 59, found -1.", "--digit", "-1")]
    [InlineData("--textbook takes plain gradient steps: leave out --optimizer adam, --momentum, --weight-decay and --compression.", "--momentum", "0.5")]
    [InlineData("--textbook takes plain gradient steps: leave out --optimizer adam, --momentum, --weight-decay and --compression.", "--compression", "int8")]
    public void Values_that_a_lesson_cannot_show_are_refused(string sentence, params string[] flags) =>
        Assert.Equal(sentence, InProcess.Refusal(ExitCode.Usage, Lesson(flags)));

    [Theory]
    [InlineData("--json"), InlineData("--quiet"), InlineData("--dry-run"), InlineData("--sequential")]
    [InlineData("--out", "somewhere"), InlineData("--resume", "somewhere")]
    public void Options_of_a_run_are_refused(string flag, params string[] value) => Assert.Equal(
        $"--textbook and {flag} exclude each other: a lesson writes no files.",
        InProcess.Refusal(ExitCode.Usage, Lesson([flag, .. value])));

    [Theory]
    [InlineData("--digit", "1"), InlineData("--pause", "1"), InlineData("--steps", "1")]
    public void Options_of_a_lesson_require_textbook(string flag, string value) =>
        Assert.Equal($"{flag} requires --textbook.", InProcess.Refusal(ExitCode.Usage, "train", flag, value));

    private string[] Lesson(params string[] flags) => ["train", "--textbook", "--data", digits.Data, "--layers", SmallDigits.Layers, .. flags];
}

using System.Text.RegularExpressions;
using ActorBackprop.Cli.Tests.Commands;
using ActorBackprop.Cli.Tests.EndToEnd;

namespace ActorBackprop.Cli.Tests.Documentation;

/// <summary>Does what the exercises of the derivation ask for, with the commands that stand there.</summary>
[Collection(nameof(OneConsole))]
public sealed partial class ExerciseTests : IDisposable
{
    private const string English = "docs/backpropagation.md", Chinese = "docs/backpropagation.zh-CN.md";

    private readonly string _mine = Path.GetTempFileName();

    /// <summary>The answers are worked out by hand: z = 0, so σ′ = 1/4, and ∂C/∂a = 2 (1/2 − 1).</summary>
    [Theory]
    [InlineData(English, 0, 0, false), InlineData(Chinese, 0, 0, false)] // the file as it is printed
    [InlineData(English, -0.125, -0.25, true), InlineData(Chinese, -0.125, -0.25, true)]
    [InlineData(English, -0.25, -0.125, false), InlineData(Chinese, 0.125, 0.25, false)]
    public void An_answer_by_hand_is_graded(string document, double weight, double bias, bool right) =>
        Grades(right, document, Answered(Paper(document), weight, bias));

    [Theory]
    [InlineData(English, -0.0625, -0.125, true), InlineData(Chinese, -0.0625, -0.125, true)]
    [InlineData(English, -0.125, -0.25, false), InlineData(Chinese, -0.125, -0.25, false)]
    public void So_is_the_mean_with_a_second_sample(string document, double weight, double bias, bool right)
    {
        var paper = Paper(document);
        var changes = Change().Matches(Repository.Read(document));
        Assert.Equal(["inputs", "targets", "outputs"], changes.Select(change => change.Groups[2].Value));
        foreach (Match change in changes)
        {
            var key = new Regex($"\"{change.Groups[2].Value}\": \\[\\[[^\\]]*\\]\\]");
            Assert.Single(key.Matches(paper));
            paper = key.Replace(paper, change.Groups[1].Value);
        }
        Grades(right, document, Answered(paper, weight, bias));
    }

    [Theory, InlineData(English), InlineData(Chinese)]
    public void Every_command_in_a_sentence_succeeds(string document)
    {
        File.WriteAllText(_mine, Answered(Paper(document), -0.125, -0.25));
        var commands = Sentences(document);
        Assert.Equal(["gradcheck", "explain", "explain", "gradcheck"], commands.Select(command => command[0]));
        foreach (var command in commands) Says(command);
    }

    /// <summary>Of the exercises that explain answers: the changed commands, and numbers of the answers that are to be seen.</summary>
    [Theory]
    [InlineData(English), InlineData(Chinese)]
    public void The_program_gives_the_answers(string document)
    {
        var text = Repository.Read(document);
        var answers = text[text.IndexOf("<details>", StringComparison.Ordinal)..].Replace('−', '-');
        var (chain, several) = (Shown(document, "1,1,1,1"), Shown(document, "2,2,2"));
        void Answers(string number, string[] command)
        {
            Assert.Contains(number, answers, StringComparison.Ordinal);
            Assert.Contains(number, Says(command), StringComparison.Ordinal);
        }

        Assert.Equal(["--nudge w3:0,0=0.1", "--nudge w3:0,0=0.05", "--target 0,1", "--cost sigmoid-cross-entropy"],
            Flag().Matches(text).Select(flag => flag.Groups[1].Value));
        Answers("0.00017891765", [.. chain, "--nudge", "w3:0,0=0.1"]);
        Answers("4.45575092E-05", [.. chain, "--nudge", "w3:0,0=0.05"]);
        var (one, other) = (Derivatives(Says(several)), Derivatives(Says([.. several.Select(word => word == "1,0" ? "0,1" : word)])));
        Assert.Equal(20, one.Length);
        Assert.All(one.Zip(other), pair => Assert.NotEqual(pair.First, pair.Second));
        var (saturated, twins) = (Sentences(document)[1], Sentences(document)[2]);
        Answers("-0.03469004214", saturated);
        Answers("-0.98201379", [.. saturated, "--cost", "sigmoid-cross-entropy"]);
        Answers("0.01611055715", twins);
    }

    public void Dispose() => File.Delete(_mine);

    /// <summary>The file to be filled in, as a document prints it.</summary>
    private static string Paper(string document) => Assert.Single(Json().Matches(Repository.Read(document))).Groups[1].Value;

    /// <summary>With a gradient in place of the last two zeros.</summary>
    private static string Answered(string paper, double weight, double bias)
    {
        var zeros = Zero().Matches(paper);
        var (first, second) = (zeros[^2].Index, zeros[^1].Index);
        return FormattableString.Invariant($"{paper[..first]}{weight}{paper[(first + 1)..second]}{bias}{paper[(second + 1)..]}");
    }

    private void Grades(bool right, string document, string paper)
    {
        File.WriteAllText(_mine, paper);
        var outcome = Actorbackprop.RunHere(Sentences(document)[0]);
        Assert.Equal((right ? 0 : 7, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains(right ? " ok" : " WRONG", outcome.Output, StringComparison.Ordinal);
    }

    private static string Says(string[] command) => Actorbackprop.RunHere(command).Succeeded().Output;

    /// <summary>Whether each derivative of the backward part is below 0.</summary>
    private static bool[] Derivatives(string output) =>
        [.. Derivative().Matches(output).Select(derivative => derivative.Groups[1].Value == "-")];

    /// <summary>The commands in the running text, their words.</summary>
    private List<string[]> Sentences(string document) =>
        [.. Sentence().Matches(Repository.Read(document))
            .Select(command => Actorbackprop.Split(command.Groups[1].Value.Replace("mine.json", _mine, StringComparison.Ordinal)))];

    /// <summary>The words of the command in a block that explains a network of these layers.</summary>
    private static string[] Shown(string document, string layers) =>
        Assert.Single(ConsoleCommand.In(document, Repository.Read(document)), command => command.Arguments.Contains(layers)).Arguments;

    [GeneratedRegex(@"^ *```json\n(.*?)^ *```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Json();

    [GeneratedRegex(@"(?<![\d.])0(?![\d.])")]
    private static partial Regex Zero();

    [GeneratedRegex(@"^  ∂C/∂[^=\n]+=[^=\n]*(?:\n {10}[^=\n]*)*= (-?)[\d.E-]+ *$", RegexOptions.Multiline)]
    private static partial Regex Derivative();

    [GeneratedRegex("`(\"(\\w+)\": [^`]+)`")]
    private static partial Regex Change();

    [GeneratedRegex("`actorbackprop ([^`]+)`")]
    private static partial Regex Sentence();

    [GeneratedRegex("`(--[a-z]+ [^`]*\\d[^`]*|--cost [^`]+)`")]
    private static partial Regex Flag();
}

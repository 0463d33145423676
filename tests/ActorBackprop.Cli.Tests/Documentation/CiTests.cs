using System.Text.RegularExpressions;

namespace ActorBackprop.Cli.Tests.Documentation;

/// <summary>What <c>.ci/run</c> states for itself, held to the README and to each other.</summary>
public sealed partial class CiTests
{
    private static readonly string Script = Repository.Read(".ci/run");

    [Theory, InlineData("README.md"), InlineData("README.zh-CN.md")]
    public void The_script_runs_the_commands_of_the_readme_and_expects_its_hashes(string readme)
    {
        var (blocks, text) = (Block().Matches(Repository.Read(readme)).Select(block => block.Groups[1].Value.Trim()).ToList(), Repository.Read(readme));
        Assert.All(["test", "train"], name => Assert.Contains(Assert.Single(Stated($@"{name}=\((.+)\)")), blocks));
        Assert.All(["weights", "weights_of_one_epoch"], name => Assert.Contains($"`{Assert.Single(Stated($"{name}=([0-9a-f]{{64}})"))}`", text));
    }

    /// <summary>The script counts what the two filters run; a test of neither would be run nowhere.</summary>
    [Fact]
    public void The_script_runs_the_tests_that_dotnet_test_leaves_out()
    {
        Assert.Contains("<VSTestTestCaseFilter>Category!=Long</VSTestTestCaseFilter>", Repository.Read("tests/Directory.Build.props"), StringComparison.Ordinal);
        Assert.Contains("--filter Category=Long ", Script, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Stated(string pattern) =>
        Regex.Matches(Script, $"^{pattern}$", RegexOptions.Multiline).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"^```\w*\n(?:\$ )?([^\n]+)", RegexOptions.Multiline)]
    private static partial Regex Block();
}

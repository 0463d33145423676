using System.Text.RegularExpressions;
using ActorBackprop.Cli.Tests.EndToEnd;

namespace ActorBackprop.Cli.Tests.Documentation;

/// <summary>The commands in the README's running text, where -- stands for dotnet run and the project.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("readme-").FullName;

    [Fact, Trait("Category", "Long")]
    public async Task Every_command_in_a_sentence_succeeds()
    {
        var commands = Command().Matches(Repository.Read("README.md")).Select(command => command.Groups[1].Value).ToList();
        Assert.Equal(["doctor", "train --help", "explain --run runs/DIR --html page.html", "train --textbook"], commands);

        await Succeeds("train --epochs 1 --sequential --quiet --out runs/DIR");
        // A lesson ends when the classroom does.
        foreach (var command in commands) await Succeeds(command.Replace("--textbook", "--textbook --steps 2 --pause 0", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(_directory, "page.html")));
    }

    /// <summary>In each language: the same commands, in blocks and in sentences, and the same hashes, in the same order.</summary>
    [Fact]
    public void The_readmes_of_both_languages_have_the_same_commands_and_hashes()
    {
        static List<string> Of(string readme) => [.. Fact().Matches(Repository.Read(readme)).Select(fact => fact.Value)];
        Assert.Equal(Of("README.md"), Of("README.zh-CN.md"));
        Assert.Contains("`-- doctor`", Of("README.md"));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task Succeeds(string command) =>
        Assert.NotEqual("", (await Actorbackprop.Run(Actorbackprop.Split(command), _directory)).Succeeded().Output);

    [GeneratedRegex(@"^(?:\$ )?dotnet .*$|`(?:-- |train )[^`]+`|\b[0-9a-f]{64}\b", RegexOptions.Multiline)]
    private static partial Regex Fact();

    [GeneratedRegex("`-- ([^`]+)`")]
    private static partial Regex Command();
}

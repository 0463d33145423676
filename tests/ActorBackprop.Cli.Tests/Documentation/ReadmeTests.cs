using System.Text.RegularExpressions;
using ActorBackprop.Cli.Tests.EndToEnd;

namespace ActorBackprop.Cli.Tests.Documentation;

/// <summary>The commands in the README's running text, where -- stands for dotnet run and the project.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("readme-").FullName;

    [Fact]
    public async Task Every_command_in_a_sentence_succeeds()
    {
        var commands = Command().Matches(Repository.Read("README.md")).Select(command => command.Groups[1].Value).ToList();
        Assert.Equal(["doctor", "train --help", "explain --run runs/DIR --html page.html", "train --textbook"], commands);

        await Succeeds("train --epochs 1 --sequential --quiet --out runs/DIR");
        // A lesson ends when the classroom does.
        foreach (var command in commands) await Succeeds(command.Replace("--textbook", "--textbook --steps 2 --pause 0", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(_directory, "page.html")));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task Succeeds(string command) =>
        Assert.NotEqual("", (await Actorbackprop.Run(Actorbackprop.Split(command), _directory)).Succeeded().Output);

    [GeneratedRegex("`-- ([^`]+)`")]
    private static partial Regex Command();
}

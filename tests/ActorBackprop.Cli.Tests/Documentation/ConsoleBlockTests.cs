using ActorBackprop.Cli.Tests.EndToEnd;

namespace ActorBackprop.Cli.Tests.Documentation;

/// <summary>Runs every command that a document shows with its output, and compares.</summary>
public sealed class ConsoleBlockTests : IDisposable
{
    private static readonly string[] Documents =
        ["README.md", "README.zh-CN.md", "docs/backpropagation.md", "docs/backpropagation.zh-CN.md", "docs/cli.md", "docs/cluster.md",
            "docs/modes.md", "docs/simulation.md"];

    /// <summary>No colours and all letters, whatever the tests' own terminal can do.</summary>
    internal static readonly Dictionary<string, string> Plain = new() { ["NO_COLOR"] = "1", ["LC_ALL"] = "C.UTF-8" };

    private readonly string _directory = Directory.CreateTempSubdirectory("documented-").FullName;

    public static TheoryData<string> All => [.. Documents];

    [Fact]
    public void The_documents_that_show_output_are_listed() =>
        Assert.Equal(Documents, DocumentationTests.Names.Where(document => Commands(document).Count > 0).Order(StringComparer.Ordinal));

    [Fact]
    public Task The_readmes_output_is_what_the_program_says() => Every_documented_output_is_what_the_program_says("README.md");

    /// <summary>One after the other in one directory, as a reader would who begins with an empty one: a run is resumed further down.</summary>
    [Theory, Trait("Category", "Long"), MemberData(nameof(All))]
    public async Task Every_documented_output_is_what_the_program_says(string document)
    {
        File.WriteAllText(Path.Combine(_directory, "my.jsonc"), "{\n  \"epochs\": 5,\n  \"learingRate\": 1\n}\n");
        File.WriteAllText(Path.Combine(_directory, "my-level.jsonc"),
            "{\n  \"title\": \"Mine\",\n  \"world\": { \"links\": { \"latencySeconds\": -1 } }\n}\n");
        var commands = Commands(document);
        Assert.NotEmpty(commands);
        foreach (var command in commands)
        {
            Assert.Contains(command.Output, line => line.Length > 0 && line != Transcript.Cut);
            var environment = Plain.Concat(command.Environment).ToDictionary();
            var outcome = await Actorbackprop.Run(command.Arguments, _directory, environment);
            var said = (outcome.Output + outcome.Error).ReplaceLineEndings("\n").TrimEnd('\n');
            var difference = Transcript.Difference(command.Output, said.Split('\n'));
            Assert.True(difference is null, $"{command.Place}: {command.Text}\n{difference}\n\nThe program said:\n{said}");
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static IReadOnlyList<ConsoleCommand> Commands(string document) => ConsoleCommand.In(document, Repository.Read(document));
}

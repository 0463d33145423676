using System.Text.RegularExpressions;
using ActorBackprop.Cli.Tests.EndToEnd;

namespace ActorBackprop.Cli.Tests.Documentation;

/// <summary>A command that a document shows behind a $, and what it says the program answers.</summary>
/// <param name="Place">File and line.</param>
/// <param name="Text">The command line.</param>
/// <param name="Output">The lines below it.</param>
internal sealed partial record ConsoleCommand(string Place, string Text, IReadOnlyList<string> Output)
{
    private const string Prompt = "$ ", Fence = "```", Block = $"{Fence}console";

    /// <summary>What follows the program's name, installed or from the sources.</summary>
    public string[] Arguments => Actorbackprop.Split(Parts.Groups["arguments"].Value);

    /// <summary>The variables that are set before the program's name.</summary>
    public IReadOnlyDictionary<string, string> Environment => Parts.Groups["name"].Captures
        .Zip(Parts.Groups["value"].Captures, (name, value) => KeyValuePair.Create(name.Value, value.Value)).ToDictionary();

    private Match Parts
    {
        get
        {
            var parts = Command().Match(Text);
            Assert.True(parts.Success, $"{Place}: expected a command of this program, found {Text}");
            return parts;
        }
    }

    /// <summary>The commands of a document in their order. A prompt in any other block than a console block fails.</summary>
    /// <param name="name">The document's name, for <see cref="Place"/>.</param>
    /// <param name="markdown">Its text.</param>
    public static IReadOnlyList<ConsoleCommand> In(string name, string markdown)
    {
        var (commands, block) = (new List<(string Place, string Text, List<string> Output)>(), (string?)null);
        foreach (var (index, line) in markdown.ReplaceLineEndings("\n").Split('\n').Index())
        {
            if (line.TrimStart().StartsWith(Fence, StringComparison.Ordinal)) block = block is null ? line.Trim() : null;
            else if (block is not null && line.StartsWith(Prompt, StringComparison.Ordinal))
            {
                Assert.True(block == Block, $"{name}({index + 1}): a command with its output belongs in a block {Block}");
                commands.Add(($"{name}({index + 1})", line[Prompt.Length..], []));
            }
            else if (block == Block) commands[^1].Output.Add(line);
        }
        return [.. commands.Select(command => new ConsoleCommand(command.Place, command.Text, WithoutEnd(command.Output)))];
    }

    /// <summary>A blank line stands between a command and the next prompt.</summary>
    private static List<string> WithoutEnd(List<string> lines) =>
        [.. lines.Take(lines.FindLastIndex(line => line.Length > 0) + 1)];

    [GeneratedRegex(@"^(?:(?<name>\w+)=(?<value>\S*) )*(?:actorbackprop|dotnet run -c Release --project src/ActorBackprop\.Cli --) (?<arguments>.+)$")]
    private static partial Regex Command();
}

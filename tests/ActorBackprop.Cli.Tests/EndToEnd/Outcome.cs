using System.Text.Json;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>What a process ended with, and what it said.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of standard output.</summary>
    public string[] Lines => LinesOf(Output);

    /// <summary>Standard output as JSON, a value a line: fails where a line is something else.</summary>
    public JsonElement[] Events => [.. Lines.Select(line => JsonElement.Parse(line))];

    /// <summary>The last event.</summary>
    public JsonElement Last => Events[^1];

    /// <summary>The fingerprint in the last event.</summary>
    public string Weights => Text(Last, "weightsSha256");

    /// <summary>Makes sure that all went well, and silently but for advice on a run that sits at chance: these are short.</summary>
    public Outcome Succeeded()
    {
        Assert.True(ExitCode == 0, $"expected exit code 0, found {ExitCode}: {Error}");
        Assert.All(LinesOf(Error), line => Assert.StartsWith("After epoch ", line, StringComparison.Ordinal));
        return this;
    }

    /// <summary>Makes sure that it failed as it should: with this code and one clear line on the error stream.</summary>
    /// <returns>The line.</returns>
    public string Failed(ExitCode code)
    {
        Assert.True(ExitCode == (int)code, $"expected exit code {(int)code}, found {ExitCode}: {Error}{Output}");
        var line = Assert.Single(LinesOf(Error));
        Assert.InRange(line.Length, 20, 600);
        Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
        Assert.DoesNotContain("..", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', line);
        Assert.True(line.EndsWith('.') || line.EndsWith('?') || line.EndsWith("--help", StringComparison.Ordinal), line);
        return line;
    }

    /// <summary>A text of an event.</summary>
    public static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static string[] LinesOf(string text) => text.Length == 0 ? [] : text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}

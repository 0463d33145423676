using System.Text.Json;

namespace ActorBackprop.Lab.Tests.Support;

/// <summary>Reads the tables of Markdown and CSV, and the files of runs.</summary>
internal static class Table
{
    /// <summary>The rows of the table in a section of the Markdown.</summary>
    public static IReadOnlyList<string[]> Rows(string markdown, string section) =>
    [
        .. markdown.Split($"\n## {section}\n")[1].Split("\n## ")[0].Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2)
            .Select(line => line.Trim('|', ' ').Split(" | ")),
    ];

    /// <summary>The lines of a CSV without quoted cells, each by the headings.</summary>
    public static IReadOnlyList<Dictionary<string, string>> Lines(string csv)
    {
        Assert.DoesNotContain('"', csv);
        var lines = csv.TrimEnd('\n').Split('\n').Select(line => line.Split(',')).ToList();
        return [.. lines.Skip(1).Select(cells => lines[0].Zip(cells).ToDictionary(cell => cell.First, cell => cell.Second))];
    }

    /// <summary>The lines of a run's metrics.jsonl.</summary>
    public static IEnumerable<JsonElement> Metrics(string run) =>
        File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line => JsonElement.Parse(line));

    /// <summary>A run's run.json.</summary>
    public static JsonElement Record(string run) => JsonElement.Parse(File.ReadAllText(Path.Combine(run, "run.json")));
}

using System.Text.Json;

namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>What a run leaves in its directory.</summary>
internal static class RunFiles
{
    /// <summary>The names of the checkpoints, oldest first.</summary>
    public static string[] Checkpoints(string run) =>
        [.. Directory.GetFiles(Path.Combine(run, "checkpoints")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>run.json.</summary>
    public static JsonElement Record(string run) => JsonElement.Parse(File.ReadAllText(Path.Combine(run, "run.json")));

    /// <summary>How many parameter servers took the steps, as the log says each time that the run was gone on with.</summary>
    public static int[] Servers(string run) => [.. File.ReadLines(Path.Combine(run, "log.jsonl")).Select(line => JsonElement.Parse(line))
        .Where(line => line.GetProperty("@mt").GetString()!.StartsWith("Training started: ", StringComparison.Ordinal))
        .Select(line => line.GetProperty("Servers").GetInt32())];

    /// <summary>metrics.jsonl, without the times, which are never the same twice.</summary>
    public static string[] Metrics(string run) =>
        [.. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line => WithoutTimes(JsonElement.Parse(line)))];

    /// <summary>An event, without the times, the samples and the bytes, which are those of one process.</summary>
    public static string WithoutTimes(JsonElement line) => string.Join(' ', line.EnumerateObject()
        .Where(property => property.Name is not ("seconds" or "samplesPerSecond" or "samples" or "bytesUpwards" or "bytesDownwards"))
        .Select(property => property.ToString()));

    /// <summary>Copies a run's directory.</summary>
    public static string Copy(string run, string to)
    {
        foreach (var file in Directory.GetFiles(run, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(run, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return to;
    }

    /// <summary>Changes one bit in the middle of a checkpoint.</summary>
    public static void Damage(string run, string checkpoint)
    {
        var path = Path.Combine(run, "checkpoints", checkpoint);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}

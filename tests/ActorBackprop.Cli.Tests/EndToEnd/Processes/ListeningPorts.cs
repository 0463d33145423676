using System.Globalization;

namespace ActorBackprop.Cli.Tests.EndToEnd.Processes;

/// <summary>Where a process listens, as Linux tells.</summary>
internal static class ListeningPorts
{
    /// <summary>The ports that a process listens on, in the order of their numbers.</summary>
    public static List<int> Of(int process)
    {
        var sockets = Directory.GetFiles($"/proc/{process}/fd").Select(LinkOf).ToHashSet();
        return [.. File.ReadLines($"/proc/{process}/net/tcp").Concat(File.ReadLines($"/proc/{process}/net/tcp6"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(field => field.Length > 9 && field[3] == "0A" && sockets.Contains($"socket:[{field[9]}]"))
            .Select(field => int.Parse(field[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).Order()];
    }

    private static string? LinkOf(string descriptor) => new FileInfo(descriptor).LinkTarget;
}

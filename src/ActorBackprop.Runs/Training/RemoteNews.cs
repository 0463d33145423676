using System.Text.RegularExpressions;
using Akka.Event;

namespace ActorBackprop.Runs.Training;

/// <summary>
/// Which entries of Akka.Remote are news: each text once, whatever the port in it, since a process that cannot be reached is tried
/// again and again.
/// </summary>
internal sealed partial class RemoteNews
{
    // Beyond these something is told twice, which costs less than to remember everything for ever.
    private const int Most = 1024;

    private readonly HashSet<string> _told = [];

    /// <summary>Whether an entry is to be written.</summary>
    public bool IsNews(LogEvent entry)
    {
        var isRemote = entry.LogSource.StartsWith("remoting", StringComparison.Ordinal)
            || entry.LogClass?.Namespace?.StartsWith("Akka.Remote", StringComparison.Ordinal) == true;
        if (!isRemote) return true;
        if (_told.Count >= Most) _told.Clear();
        return _told.Add(LogLimit.Cut(Port().Replace(entry.Message.ToString() ?? "", ""))); // another port each time
    }

    [GeneratedRegex(@":\d+")]
    private static partial Regex Port();
}

using System.Text.RegularExpressions;
using Akka.Event;

namespace ActorBackprop.Runs.Training;

/// <summary>
/// What Akka.Remote logs of those who come from the network: each thing once for a host, however often it comes. Else whoever
/// tries again and again, to be refused each time, would fill the log.
/// </summary>
internal sealed partial class RemoteNews
{
    // Beyond these something is told twice, which costs less than to remember everything for ever.
    private const int Most = 1024;

    private readonly HashSet<string> _told = [];

    /// <summary>Whether an entry is to be written.</summary>
    public bool IsNews(LogEvent entry)
    {
        var origin = entry.LogSource.StartsWith("remoting", StringComparison.Ordinal) ? "Akka.Remote" : entry.LogClass?.Namespace ?? "";
        if (!origin.StartsWith("Akka.Remote", StringComparison.Ordinal)) return true;
        if (_told.Count >= Most) _told.Clear();
        var text = entry.Message.ToString() ?? "";
        var what = $"{origin}: {Port().Replace(text, "")}"; // another port each time
        if (!origin.EndsWith(".DotNetty", StringComparison.Ordinal) || !Host().IsMatch(text)) return _told.Add(what);
        // The transport says why a host was refused; that it was, its connections say as well, and that is enough where nothing else is known.
        var isHostNew = _told.Add(Host().Match(text).Groups[1].Value);
        return entry.LogClass?.Name == "TcpTransport" ? _told.Add(what) : isHostNew;
    }

    [GeneratedRegex(@":\d+")]
    private static partial Regex Port();

    // The last in the text: of a connection's two ends the far one.
    [GeneratedRegex(@"(\[[0-9a-fA-F:.]+\]|\d+(?:\.\d+){3}):\d+", RegexOptions.RightToLeft)]
    private static partial Regex Host();
}

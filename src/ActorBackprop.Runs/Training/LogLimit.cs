using System.Text.RegularExpressions;
using Akka.Event;

namespace ActorBackprop.Runs.Training;

/// <summary>Limits what Akka writes to a run's log, whatever other processes send: the lines of each kind, and the length of each line.</summary>
internal sealed class LogLimit
{
    /// <summary>Most lines of a kind.</summary>
    public const int MaxLines = 100;

    /// <summary>Most characters of a line, and of the exception that is written with it.</summary>
    public const int MaxCharacters = 2000;

    private readonly Dictionary<string, int> _lines = [];

    /// <summary>What is written of an entry.</summary>
    /// <param name="kind">Its kind: which code writes it, and how serious it is.</param>
    /// <param name="text">Its text.</param>
    /// <returns>The text, cut where it is too long; null where its kind has had its lines.</returns>
    public string? Take(string kind, string text)
    {
        var lines = _lines[kind] = _lines.GetValueOrDefault(kind) + 1;
        if (lines > MaxLines) return null;
        return Cut(text) + (lines == MaxLines ? " (This log leaves out further lines of this kind.)" : "");
    }

    /// <summary>A text, cut where it is too long.</summary>
    public static string Cut(string text) =>
        text.Length <= MaxCharacters ? text : $"{text[..MaxCharacters]} … ({text.Length - MaxCharacters} more characters)";
}

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

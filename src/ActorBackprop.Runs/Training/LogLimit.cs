using System.Text.RegularExpressions;
using Akka.Event;

namespace ActorBackprop.Runs.Training;

/// <summary>Limits Akka's entries in a run's log, which other processes can cause: the lines of each kind, and their length.</summary>
internal sealed class LogLimit
{
    /// <summary>The maximum number of lines of a kind.</summary>
    public const int MaxLines = 100;

    /// <summary>The maximum length of a line, and of the exception in it.</summary>
    public const int MaxCharacters = 2000;

    private readonly Dictionary<string, int> _lines = [];

    /// <summary>Returns the text to write for an entry, truncated if too long; null after the maximum number of lines.</summary>
    /// <param name="kind">The kind: its source and level.</param>
    /// <param name="text">The text.</param>
    public string? Take(string kind, string text)
    {
        var lines = _lines[kind] = _lines.GetValueOrDefault(kind) + 1;
        if (lines > MaxLines) return null;
        return Cut(text) + (lines == MaxLines ? " (This log leaves out further lines of this kind.)" : "");
    }

    /// <summary>Returns a text, truncated if too long.</summary>
    public static string Cut(string text) =>
        text.Length <= MaxCharacters ? text : $"{text[..MaxCharacters]} … ({text.Length - MaxCharacters} more characters)";
}

/// <summary>Drops repeated log entries of Akka.Remote, ignoring the port in them: it retries an unreachable process many times.</summary>
internal sealed partial class RemoteNews
{
    // After so many texts it forgets all of them, and repeats some, so that memory stays limited.
    private const int MaxTexts = 1024;

    private readonly HashSet<string> _seen = [];

    /// <summary>Returns whether to write an entry.</summary>
    public bool IsNews(LogEvent entry)
    {
        var isRemote = entry.LogSource.StartsWith("remoting", StringComparison.Ordinal)
            || entry.LogClass?.Namespace?.StartsWith("Akka.Remote", StringComparison.Ordinal) == true;
        if (!isRemote) return true;
        if (_seen.Count >= MaxTexts) _seen.Clear();
        return _seen.Add(LogLimit.Cut(Port().Replace(entry.Message.ToString() ?? "", ""))); // another port each time
    }

    [GeneratedRegex(@":\d+")]
    private static partial Regex Port();
}

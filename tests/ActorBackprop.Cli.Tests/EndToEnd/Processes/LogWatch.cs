using System.Text.Json;

namespace ActorBackprop.Cli.Tests.EndToEnd.Processes;

/// <summary>Follows the log of a run, whose directory need not be there yet, sentence by sentence.</summary>
internal sealed class LogWatch : IDisposable
{
    private readonly string _path;
    private readonly FileSystemWatcher _watcher;
    private readonly SemaphoreSlim _changed = new(1);
    private int _read;

    /// <param name="run">The run's directory; made here when it is absent, so that there is something to watch.</param>
    public LogWatch(string run)
    {
        Directory.CreateDirectory(run);
        _path = Path.Combine(run, "log.jsonl");
        _watcher = new FileSystemWatcher(run, "log.jsonl");
        _watcher.Created += (_, _) => _changed.Release();
        _watcher.Changed += (_, _) => _changed.Release();
        _watcher.EnableRaisingEvents = true;
    }

    /// <summary>Waits for the next sentence that begins and goes on so; those before it are passed over.</summary>
    /// <exception cref="TimeoutException">It does not come.</exception>
    public async Task<string> Next(string beginning, string further, TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        while (true)
        {
            foreach (var line in Unread())
            {
                _read++;
                var sentence = SentenceOf(line);
                if (sentence.StartsWith(beginning, StringComparison.Ordinal) && sentence.Contains(further, StringComparison.Ordinal)) return sentence;
            }
            try
            {
                await _changed.WaitAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{_path}: '{beginning}…{further}' did not come; so far:\n{string.Join('\n', Lines().TakeLast(20))}");
            }
        }
    }

    /// <summary>What was logged so far as a warning or worse.</summary>
    public IReadOnlyList<string> Warnings =>
        [.. Lines().Where(line => JsonElement.Parse(line).TryGetProperty("@l", out _)).Select(SentenceOf)];

    public void Dispose()
    {
        _watcher.Dispose();
        _changed.Dispose();
    }

    private List<string> Unread() => [.. Lines().Skip(_read)];

    private List<string> Lines()
    {
        if (!File.Exists(_path)) return [];
        using var reader = new StreamReader(new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var text = reader.ReadToEnd();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>The message of a line, with its values in their places.</summary>
    private static string SentenceOf(string line)
    {
        var json = JsonElement.Parse(line);
        var text = json.GetProperty("@mt").GetString()!;
        foreach (var property in json.EnumerateObject().Where(property => property.Name[0] != '@'))
            text = text.Replace($"{{{property.Name}:l}}", property.Value.ToString(), StringComparison.Ordinal)
                .Replace($"{{{property.Name}}}", property.Value.ToString(), StringComparison.Ordinal);
        return text;
    }
}

using System.Diagnostics;

namespace ActorBackprop.Cluster.Processes;

/// <summary>
/// A worker process of this machine. Its standard input stays open for as long as this process lives: at its end the child
/// ends too, however this one ended.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private const int MostLines = 20;

    private readonly Process _process;
    private readonly Queue<string> _errors = [];

    private ChildProcess(Process process) => _process = process;

    /// <summary>Its process id.</summary>
    public int Id { get; private init; }

    /// <summary>Starts one.</summary>
    /// <param name="command">How.</param>
    /// <param name="exited">Told when it has ended, with its exit code, from another thread.</param>
    public static ChildProcess Start(ProcessStartInfo command, Action<int> exited)
    {
        command.RedirectStandardInput = command.RedirectStandardOutput = command.RedirectStandardError = true;
        var process = new Process { StartInfo = command };
        if (!process.Start()) throw new InvalidOperationException($"{command.FileName} does not start");
        var child = new ChildProcess(process) { Id = process.Id };
        process.OutputDataReceived += static (_, _) => { }; // read, so that it never waits for a reader
        process.ErrorDataReceived += (_, line) => child.Remember(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _ = child.Watch(exited);
        return child;
    }

    /// <summary>The last line of its error stream; null if it was silent.</summary>
    public string? LastError
    {
        get
        {
            lock (_errors) return _errors.LastOrDefault();
        }
    }

    /// <summary>Ends it at once, if it still runs.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // it has ended already
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Whether it came in time.</returns>
    public bool Wait(TimeSpan time) => _process.WaitForExit(time);

    public void Dispose() => _process.Dispose();

    /// <summary>Waits for its end, and for its last line.</summary>
    private async Task Watch(Action<int> exited)
    {
        try
        {
            await _process.WaitForExitAsync();
            exited(_process.ExitCode);
        }
        catch (InvalidOperationException)
        {
            // disposed of meanwhile: nobody wants to know any more
        }
    }

    private void Remember(string? line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        lock (_errors)
        {
            _errors.Enqueue(line);
            if (_errors.Count > MostLines) _errors.Dequeue();
        }
    }
}

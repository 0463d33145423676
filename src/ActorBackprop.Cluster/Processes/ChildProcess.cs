using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace ActorBackprop.Cluster.Processes;

/// <summary>
/// A worker process that this process has started. Its standard input stays open as long as this process runs, and the child ends when
/// that input ends: however this process ended.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>The environment variable in which a child finds its key.</summary>
    public const string KeyVariable = "ACTORBACKPROP_CHILD_KEY";

    private const int MaxLines = 20;

    private readonly Process _process;
    private readonly Queue<string> _errors = [];

    private ChildProcess(Process process, string key)
    {
        (_process, Id, Key) = (process, process.Id, key);
        process.OutputDataReceived += static (_, _) => { }; // read, so that a full pipe never blocks the child
        process.ErrorDataReceived += (_, line) => Remember(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Exited = Watch();
    }

    /// <summary>The process id.</summary>
    public int Id { get; }

    /// <summary>The secret, 32 hexadecimal digits, by which the child proves its identity; its process id would not prove it.</summary>
    public string Key { get; }

    /// <summary>Completes with the exit code when the process has ended; never if this object is disposed before.</summary>
    public Task<int> Exited { get; }

    /// <summary>Starts a worker process.</summary>
    /// <param name="command">The command; its streams and environment are set here.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The process cannot be started.</exception>
    public static ChildProcess Start(ProcessStartInfo command)
    {
        command.StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        command.RedirectStandardInput = command.RedirectStandardOutput = command.RedirectStandardError = true;
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        command.Environment[KeyVariable] = key; // every user of the machine can read a command line
        var process = new Process { StartInfo = command };
        if (!process.Start()) throw new InvalidOperationException($"{command.FileName} does not start");
        return new ChildProcess(process, key);
    }

    /// <summary>Writes a line to the standard input of the process, if it still runs.</summary>
    public void Tell(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // the process has ended
        }
    }

    /// <summary>The last line of its error stream; null if it wrote none.</summary>
    public string? LastError
    {
        get
        {
            lock (_errors) return _errors.LastOrDefault();
        }
    }

    /// <summary>Kills the process, if it still runs.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // the process has ended
        }
    }

    /// <summary>Waits until the process has ended, and returns whether it did in time.</summary>
    public bool Wait(TimeSpan time) => _process.WaitForExit(time);

    public void Dispose() => _process.Dispose();

    /// <summary>Waits until the process has ended and its last line has been read.</summary>
    private async Task<int> Watch()
    {
        try
        {
            await _process.WaitForExitAsync();
            return _process.ExitCode;
        }
        catch (InvalidOperationException)
        {
            // disposed meanwhile: no caller waits for the code
            return await new TaskCompletionSource<int>().Task;
        }
    }

    private void Remember(string? line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        lock (_errors)
        {
            _errors.Enqueue(line);
            if (_errors.Count > MaxLines) _errors.Dequeue();
        }
    }
}

/// <summary>
/// Worker processes that are started before their leader is ready for them, since both take equally long to start. Those that no launcher
/// has taken end with this object.
/// </summary>
public sealed class PrestartedProcesses : IDisposable
{
    private readonly Queue<ChildProcess> _waiting = [];

    /// <summary>Starts the processes.</summary>
    /// <param name="processes">The number of processes.</param>
    /// <param name="command">Returns the command for a process.</param>
    /// <param name="first">The first line to write to each.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">A process cannot be started.</exception>
    public PrestartedProcesses(int processes, Func<ProcessStartInfo> command, string first)
    {
        try
        {
            while (_waiting.Count < processes) _waiting.Enqueue(ChildProcess.Start(command()));
        }
        catch
        {
            Dispose();
            throw;
        }
        foreach (var child in _waiting) child.Tell(first);
    }

    /// <summary>Takes a process; returns null if none is waiting.</summary>
    internal ChildProcess? Take() => _waiting.TryDequeue(out var child) ? child : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var child in _waiting) child.Kill();
        foreach (var child in _waiting) child.Dispose();
        _waiting.Clear();
    }
}

/// <summary>
/// Lets a worker process listen to its parent, the process that started it: the parent writes lines to the child's standard input, and has
/// ended when that input ends.
/// </summary>
public static class ParentWatch
{
    /// <summary>The key by which this process proves its identity to the parent's gate; null for a process without such a parent.</summary>
    public static string? Key => Environment.GetEnvironmentVariable(ChildProcess.KeyVariable);

    /// <summary>Starts to listen.</summary>
    /// <param name="lines">The number of lines that are expected; later ones are ignored.</param>
    /// <param name="gone">Called once, on a separate thread, when the parent has ended.</param>
    /// <returns>A task for each line.</returns>
    public static IReadOnlyList<Task<string>> Begin(int lines, Action gone)
    {
        var told = Enumerable.Range(0, lines)
            .Select(_ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        new Thread(() =>
        {
            using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
            var next = 0;
            while (input.ReadLine() is { } line)
                if (next < told.Length) told[next++].SetResult(line);
            gone();
        })
        {
            IsBackground = true,
            Name = "parent-watch",
        }.Start();
        return [.. told.Select(source => source.Task)];
    }
}

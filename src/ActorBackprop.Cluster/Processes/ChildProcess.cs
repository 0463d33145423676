using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace ActorBackprop.Cluster.Processes;

/// <summary>
/// A worker process of this machine. Its standard input stays open for as long as this process lives: at its end the child
/// ends too, however this one ended.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>The environment variable that a child finds its key in.</summary>
    public const string KeyVariable = "ACTORBACKPROP_CHILD_KEY";

    private const int MaxLines = 20;

    private readonly Process _process;
    private readonly Queue<string> _errors = [];

    private ChildProcess(Process process, string key)
    {
        (_process, Id, Key) = (process, process.Id, key);
        process.OutputDataReceived += static (_, _) => { }; // read, so that the child is never blocked by a full pipe
        process.ErrorDataReceived += (_, line) => Remember(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Exited = Watch();
    }

    /// <summary>Its process id.</summary>
    public int Id { get; }

    /// <summary>32 hexadecimal digits that only this child is told: by them it proves to be this one, which its process id does not.</summary>
    public string Key { get; }

    /// <summary>Its exit code, when it has ended; never if it is disposed of before.</summary>
    public Task<int> Exited { get; }

    /// <summary>Starts one.</summary>
    /// <param name="command">How.</param>
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

    /// <summary>Writes a line to its standard input, if it still runs.</summary>
    public void Tell(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // it has ended already
        }
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
    private async Task<int> Watch()
    {
        try
        {
            await _process.WaitForExitAsync();
            return _process.ExitCode;
        }
        catch (InvalidOperationException)
        {
            // disposed of meanwhile: no caller waits for the code
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
/// Worker processes of this machine that are started before their leader is ready for them, since they take as long to start
/// as it does. Those that no launcher has taken end with this object.
/// </summary>
public sealed class PrestartedProcesses : IDisposable
{
    private readonly Queue<ChildProcess> _waiting = [];

    /// <summary>Starts them.</summary>
    /// <param name="processes">How many.</param>
    /// <param name="command">How one is started.</param>
    /// <param name="first">The first line that each is told.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">One cannot be started.</exception>
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

    /// <summary>One that is not taken yet; null if there is none.</summary>
    internal ChildProcess? Take() => _waiting.TryDequeue(out var child) ? child : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var child in _waiting) child.Kill();
        foreach (var child in _waiting) child.Dispose();
        _waiting.Clear();
    }
}

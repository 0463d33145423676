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

    private const int MostLines = 20;

    private readonly Process _process;
    private readonly Queue<string> _errors = [];

    private ChildProcess(Process process, string key)
    {
        (_process, Id, Key) = (process, process.Id, key);
        process.OutputDataReceived += static (_, _) => { }; // read, so that it never waits for a reader
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
        command.Environment[KeyVariable] = key; // a command line is everybody's to read
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
            // disposed of meanwhile: nobody wants to know any more
            return await new TaskCompletionSource<int>().Task;
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

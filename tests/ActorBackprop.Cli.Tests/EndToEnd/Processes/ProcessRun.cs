using System.Globalization;

namespace ActorBackprop.Cli.Tests.EndToEnd.Processes;

/// <summary>
/// A training in several processes that lasts as long as a test needs it: so large a test set that it has to wait for the
/// measuring. It finds its processes by its log and by their parent, and ends them all.
/// </summary>
internal sealed class ProcessRun : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly HashSet<int> _seen = [];

    private ProcessRun(string directory, RunningProgram leader, LogWatch log) => (Directory, Leader, Log) = (directory, leader, log);

    /// <summary>The run's directory.</summary>
    public string Directory { get; }

    /// <summary>The leader.</summary>
    public RunningProgram Leader { get; }

    /// <summary>What it logs.</summary>
    public LogWatch Log { get; }

    /// <summary>Every worker process of this machine that was seen.</summary>
    public IReadOnlyCollection<int> Seen => _seen;

    /// <summary>Starts one.</summary>
    /// <param name="directory">The run's directory, which is not there yet.</param>
    /// <param name="arguments">The command line, but for --out.</param>
    /// <param name="host">The network namespace that it runs in; null is the tests' own.</param>
    public static ProcessRun Start(string directory, IEnumerable<string> arguments, string? host = null)
    {
        var log = new LogWatch(directory);
        return new ProcessRun(directory, RunningProgram.Start([.. arguments, "--out", directory], host: host), log);
    }

    /// <summary>Waits for the next process to join.</summary>
    /// <returns>Its id.</returns>
    public async Task<int> NextJoined()
    {
        var sentence = await Log.Next("Process ", " has joined with ", Limit);
        var process = int.Parse(sentence.Split(' ')[1], CultureInfo.InvariantCulture);
        _seen.Add(process);
        return process;
    }

    /// <summary>Waits until a checkpoint after so many steps is written.</summary>
    public async Task StepsDone(long steps)
    {
        while (long.Parse((await Log.Next("Checkpoint after step ", "", Limit)).Split(' ')[3].TrimEnd(':').Replace(",", "", StringComparison.Ordinal),
            CultureInfo.InvariantCulture) < steps)
        {
        }
    }

    /// <summary>Waits for ten more checkpoints.</summary>
    public async Task Continues()
    {
        for (var more = 0; more < 10; more++) await StepsDone(0);
    }

    /// <summary>Makes sure that none of its worker processes is left.</summary>
    public void LeavesNoProcess() => Assert.All(_seen, process => Assert.False(IsRunning(process), $"process {process} is still there"));

    /// <summary>Waits until a process is no more.</summary>
    public static async Task Ended(int process)
    {
        if (!IsRunning(process)) return;
        try
        {
            using var running = System.Diagnostics.Process.GetProcessById(process);
            await running.WaitForExitAsync().WaitAsync(Limit);
        }
        catch (ArgumentException)
        {
            // it has ended meanwhile
        }
    }

    public void Dispose()
    {
        Leader.Dispose();
        Log.Dispose();
        foreach (var process in _seen.Where(IsRunning)) Signals.Send(process, Signals.Kill);
    }

    private static bool IsRunning(int process)
    {
        var status = $"/proc/{process}/stat";
        try
        {
            return File.Exists(status) && !File.ReadAllText(status).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // it went while it was looked at
        }
    }
}

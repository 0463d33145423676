using System.Globalization;

namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>Waits for checkpoints to appear in a run's directory, which need not be there yet.</summary>
internal sealed class CheckpointWatch : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FileSystemWatcher _watcher;

    /// <param name="run">The run's directory; made here when it is absent, so that there is something to watch.</param>
    /// <param name="steps">The steps of the checkpoint waited for; a later one will do.</param>
    public CheckpointWatch(string run, long steps)
    {
        Directory.CreateDirectory(run);
        _watcher = new FileSystemWatcher(run, "step-*.safetensors") { IncludeSubdirectories = true };
        _watcher.Created += (_, file) => Seen(file.Name!, steps);
        _watcher.Renamed += (_, file) => Seen(file.Name!, steps);
        _watcher.EnableRaisingEvents = true;
    }

    /// <summary>Completes when the checkpoint has appeared.</summary>
    public Task Reached => _reached.Task.WaitAsync(Limit);

    public void Dispose() => _watcher.Dispose();

    private void Seen(string file, long steps)
    {
        var digits = Path.GetFileNameWithoutExtension(file)["step-".Length..];
        if (long.Parse(digits, CultureInfo.InvariantCulture) >= steps) _reached.TrySetResult();
    }
}

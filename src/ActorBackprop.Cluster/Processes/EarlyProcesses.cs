using System.Diagnostics;

namespace ActorBackprop.Cluster.Processes;

/// <summary>
/// Worker processes of this machine that are started before their leader is ready for them, since they take as long to start
/// as it does. Those that no launcher has taken end with this object.
/// </summary>
public sealed class EarlyProcesses : IDisposable
{
    private readonly Queue<ChildProcess> _waiting = [];

    /// <summary>Starts them.</summary>
    /// <param name="processes">How many.</param>
    /// <param name="command">How one is started.</param>
    /// <param name="first">The first line that each is told.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">One cannot be started.</exception>
    public EarlyProcesses(int processes, Func<ProcessStartInfo> command, string first)
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

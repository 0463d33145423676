using System.Diagnostics;

namespace ActorBackprop.Cluster.Processes;

/// <summary>Which worker processes a launcher starts.</summary>
public sealed record LauncherSettings
{
    /// <summary>How many.</summary>
    public required int Processes { get; init; }

    /// <summary>How one is started; asked anew for each.</summary>
    public required Func<ProcessStartInfo> Command { get; init; }

    /// <summary>Those that are started already, and have been told the first line; null for none. Default: null.</summary>
    public EarlyProcesses? Early { get; init; }

    /// <summary>What one is told once it is started, a line each. Default: nothing.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Restarts there may be within ten minutes, of all of them together. Default: 10.</summary>
    public int MostRestarts { get; init; } = 10;

    /// <summary>With fewer than these the training cannot go on. Default: 1.</summary>
    public int Fewest { get; init; } = 1;

    /// <summary>Exit codes after which it is not started again: it would end the same way, or was asked to end.</summary>
    public IReadOnlySet<int> Final { get; init; } = new HashSet<int>();
}

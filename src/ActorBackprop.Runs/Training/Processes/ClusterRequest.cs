using System.Diagnostics;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Cluster.Transport.Tcp;

namespace ActorBackprop.Runs.Training.Processes;

/// <summary>That a training is to run in several processes, and how.</summary>
public sealed record ClusterRequest
{
    /// <summary>Worker processes to start on this machine. 0 waits for those that join from elsewhere.</summary>
    public required int Processes { get; init; }

    /// <summary>How a worker process is started; the secret is added to its environment, and the rest it is told: see <see cref="Child"/>.</summary>
    public required Func<ProcessStartInfo> Command { get; init; }

    /// <summary>The IP address that is listened on, and that workers use; IPv6 without brackets. Default: 127.0.0.1.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>How the address was named, for sentences; null for as it is. Default: null.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Returns the sentence that tells others how to join, of the leader's address and the file that holds the run's secret; null
    /// where the secret is not the run's own. Default: the two.
    /// </summary>
    public Func<string, string?, string> Invitation { get; init; } =
        static (leader, tokenFile) => $"Workers may join at {leader}" + (tokenFile is null ? "" : $" with the token in {tokenFile}");

    /// <summary>The port; 0 takes a free one. Default: 0.</summary>
    public int Port { get; init; }

    /// <summary>Whether processes from elsewhere are expected, and told of where to come.</summary>
    public bool Listens { get; init; }

    /// <summary>With fewer workers than these the run stands still; if it stays so, it ends. Default: 1.</summary>
    public int MinWorkers { get; init; } = 1;

    /// <summary>Restarts of worker processes there may be within ten minutes, of all together. Default: 10.</summary>
    public int MostRestarts { get; init; } = 10;

    /// <summary>How long it waits for workers when too few are left. Default: 30 s.</summary>
    public TimeSpan WorkerPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The wire that is used; null for the best that a process can. Default: null.</summary>
    public WireKind? Wire { get; init; }

    /// <summary>Certificates; null for plain connections. Default: null.</summary>
    public WireTls? Tls { get; init; }

    /// <summary>The run's secret; null makes one, which is left in the run's directory where others are to join. Default: null.</summary>
    public string? Token { get; init; }
}

/// <summary>What several processes came to.</summary>
/// <param name="Processes">Most worker processes that were working at the same time.</param>
/// <param name="Restarts">How often one was restarted.</param>
public sealed record ClusterResult(int Processes, int Restarts)
{
    /// <summary>
    /// Residuals of compressed gradients that were lost, because they were in a process that is gone or
    /// in another one; null where there are none. Default: null.
    /// </summary>
    public int? ResidualsLost { get; init; }
}
